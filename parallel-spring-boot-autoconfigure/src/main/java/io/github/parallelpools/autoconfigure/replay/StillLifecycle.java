package io.github.parallelpools.autoconfigure.replay;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Starts nothing in an application that is only to run a task again: no web server, no
 * pool, no scheduler, no consumer.
 */
final class StillLifecycle implements LifecycleProcessor {

	/** Takes the place of what starts everything. */
	static final class Registrar implements BeanDefinitionRegistryPostProcessor {

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			String name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
			if (registry.containsBeanDefinition(name)) {
				registry.removeBeanDefinition(name);
			}
			registry.registerBeanDefinition(name, new RootBeanDefinition(StillLifecycle.class, StillLifecycle::new));
		}

	}

	@Override
	public void onRefresh() {
	}

	@Override
	public void onClose() {
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

}
