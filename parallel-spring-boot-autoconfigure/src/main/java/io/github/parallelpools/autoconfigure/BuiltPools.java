package io.github.parallelpools.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

import io.github.parallelpools.pool.ParallelPool;

/**
 * Ends pools that code has made when their beans are destroyed, as by a scope, while the
 * application goes on: after that there may be another pool of that name. Those of an
 * application that ends are its lifecycle's.
 */
final class BuiltPools implements DestructionAwareBeanPostProcessor {

	private final ConfigurableListableBeanFactory beans;

	BuiltPools(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public void postProcessBeforeDestruction(Object bean, String name) {
		if (bean instanceof ParallelPool pool && this.beans.containsSingleton(ParallelPoolRegistrar.FACTORY)) {
			this.beans.getBean(ParallelPoolRegistrar.FACTORY, ParallelPoolFactory.class)
				.end(pool, this.beans.getBean(ParallelProperties.class).shutdownTimeout());
		}
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof ParallelPool;
	}

}
