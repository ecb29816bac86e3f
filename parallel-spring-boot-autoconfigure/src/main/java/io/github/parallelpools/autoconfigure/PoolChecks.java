package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Refuses pools that could not be made, or could not work, without making anything.
 *
 * @param handlers know handlers and pollers
 * @param listeners know callbacks
 * @param feeds know backlogs and queues
 * @param classLoader the application's class loader
 * @param environment where pools are configured
 * @param beans the application's beans
 */
record PoolChecks(PoolHandlers handlers, PoolListeners listeners, PoolFeeds feeds, @Nullable ClassLoader classLoader,
		Environment environment, ConfigurableListableBeanFactory beans) {

	/**
	 * Checks a pool.
	 * @param draft the pool
	 * @throws PoolConfigurationException if it is impossible
	 */
	void check(PoolDraft draft) {
		ConfiguredPool pool = draft.pool();
		PoolScopes.check(draft, this.environment);
		PoolContexts.check(pool, this.classLoader);
		ContextPropagation.check(pool, this.classLoader);
		if (draft.handler() == null) {
			this.handlers.check(pool);
		}
		this.listeners.check(pool);
		PoolLogging.check(pool, this.classLoader);
		this.feeds.check(pool, this.environment);
		ShadowParts.check(pool, this.beans);
	}

}
