package io.github.parallelpools.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.shadow.CopyCodec;
import io.github.parallelpools.shadow.PreparedWorkers;
import io.github.parallelpools.shadow.RefusedShares;
import io.github.parallelpools.shadow.Shadow;
import io.github.parallelpools.shadow.ShadowRules;
import io.github.parallelpools.task.MayRepeat;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

/**
 * Makes the shadows of pools, of what these have as if they were pools of processes. A
 * handler that no process can make is no mistake here: the report tells it.
 */
final class ShadowParts {

	private static final String COMPARATOR = "shadow.comparator";

	private final Environment environment;

	private final PoolHandlers handlers;

	private final PoolWorkers workers;

	private final ConfigurableListableBeanFactory beans;

	ShadowParts(Environment environment, PoolHandlers handlers, PoolWorkers workers,
			ConfigurableListableBeanFactory beans) {
		this.environment = environment;
		this.handlers = handlers;
		this.workers = workers;
		this.beans = beans;
	}

	/**
	 * Refuses a bean that can't compare.
	 * @param pool the pool
	 * @param beans the application's beans
	 */
	static void check(ConfiguredPool pool, ConfigurableListableBeanFactory beans) {
		String comparator = pool.properties().shadow().comparator();
		if (comparator == null || !pool.hasShadow()) {
			return;
		}
		if (!beans.containsBean(comparator)) {
			throw new PoolConfigurationException(pool.name(), COMPARATOR, comparator, "is no bean",
					"Name a bean of type BiPredicate." + Suggestions.oneOf(comparator,
							beans.getBeanNamesForType(BiPredicate.class, true, false), "There are"));
		}
		if (!beans.isTypeMatch(comparator, BiPredicate.class)) {
			Class<?> type = beans.getType(comparator, false);
			throw new PoolConfigurationException(pool.name(), COMPARATOR, comparator,
					"is no BiPredicate but %s".formatted((type != null) ? type.getTypeName() : "of unknown type"),
					"Let it implement BiPredicate, and declare a bean's method with that type, or name another.");
		}
	}

	/**
	 * Makes the shadow of a pool.
	 * @param draft the pool
	 * @param engine opens the pool of its copies
	 * @return the shadow, {@code null} if the pool has none
	 */
	@Nullable PoolShadow of(PoolDraft draft, Supplier<ParallelEngine> engine) {
		ConfiguredPool pool = draft.pool();
		if (!pool.hasShadow()) {
			return null;
		}
		PoolProperties.Shadow properties = pool.properties().shadow();
		Map<String, Object> last = new HashMap<>(draft.code());
		last.putAll(ShadowSettings.AS_PROCESSES);
		ConfiguredPool processes = ConfiguredPools.of(this.environment, pool.name(), last);
		String refusal = refusal(processes);
		ProcessWorkerFactory factory = this.workers.copies(processes, refusal == null, RefusedShares.store());
		ShadowRules rules = new ShadowRules(ShadowSettings.share(properties.share()), properties.maxPending(),
				properties.repeatable(), isMarked(draft), refusal, comparator(properties));
		PoolSettings settings = ShadowSettings.of(pool.settings(), properties,
				(refusal == null) ? processes.properties().handler() : null);
		return new PoolShadow(new Shadow(settings.name(), rules, new CopyCodec(factory, factory.values())), settings,
				new PreparedWorkers(factory), engine.get());
	}

	private @Nullable String refusal(ConfiguredPool processes) {
		try {
			this.handlers.check(processes);
			return null;
		}
		catch (PoolConfigurationException ex) {
			return ex.getMessage();
		}
	}

	private boolean isMarked(PoolDraft draft) {
		return (draft.handler() != null) ? draft.handler() instanceof MayRepeat
				: this.handlers.isHandledBy(draft.pool(), MayRepeat.class);
	}

	/** The bean may depend on the pool: it is looked for with the first comparison. */
	@SuppressWarnings("unchecked") // What the pool's tasks return is the user's business
	private @Nullable BiPredicate<@Nullable Object, @Nullable Object> comparator(PoolProperties.Shadow properties) {
		String name = properties.comparator();
		if (name == null) {
			return null;
		}
		SingletonSupplier<Object> bean = SingletonSupplier.of(() -> this.beans.getBean(name));
		return (returned, copied) -> ((BiPredicate<@Nullable Object, @Nullable Object>) Objects
			.requireNonNull(bean.get(), "The bean that compares can't be null")).test(returned, copied);
	}

}
