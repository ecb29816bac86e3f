package io.github.parallelpools.autoconfigure;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

import io.github.parallelpools.autoconfigure.isolation.IsolatedBeans;
import io.github.parallelpools.autoconfigure.isolation.IsolationPool;
import io.github.parallelpools.pool.WorkerKind;

/**
 * Tells those who isolate beans what they need to know of the pools that are configured.
 */
final class IsolationPools {

	private IsolationPools() {
	}

	static IsolatedBeans isolatedBeans(ConfigurableListableBeanFactory beans, Environment environment) {
		return new IsolatedBeans(beans, environment, () -> in(environment));
	}

	private static Collection<IsolationPool> in(Environment environment) {
		return ConfiguredPools.in(environment).all().stream().map(IsolationPools::of).toList();
	}

	private static IsolationPool of(ConfiguredPool pool) {
		PoolProperties properties = pool.properties();
		WorkerKind kind = properties.kind();
		return new IsolationPool(pool.name().name(), List.of(pool.name().camelCase()), kind,
				kind == WorkerKind.PROCESS || properties.verifyPortable(), PoolContexts.isWanted(pool), obstacle(pool));
	}

	private static @Nullable String obstacle(ConfiguredPool pool) {
		PoolProperties properties = pool.properties();
		if (pool.isOfCluster()) {
			return "has 'scope: cluster', so that another instance may run its tasks, which has not this bean";
		}
		if (properties.poller() != null) {
			return "fetches its own work with its poller '%s'".formatted(properties.poller());
		}
		String source = properties.queue().source();
		return (source != null) ? "takes its work out of the queue '%s'".formatted(source) : null;
	}

}
