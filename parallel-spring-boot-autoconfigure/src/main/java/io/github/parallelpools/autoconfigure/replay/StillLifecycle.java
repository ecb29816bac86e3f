package io.github.parallelpools.autoconfigure.replay;

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Starts nothing in an application that is only to run a task again: no web server, no
 * pool, no scheduler, no consumer.
 */
final class StillLifecycle implements LifecycleProcessor {

	/**
	 * Takes the place of what starts everything, and takes away what runs
	 * {@code @Scheduled} methods, which has no lifecycle, with what makes their beans.
	 */
	static final class Registrar implements BeanDefinitionRegistryPostProcessor {

		private static final List<String> SCHEDULES = List.of(
				TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME,
				"scheduledBeanLazyInitializationExcludeFilter");

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			String name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
			if (registry.containsBeanDefinition(name)) {
				registry.removeBeanDefinition(name);
			}
			registry.registerBeanDefinition(name, new RootBeanDefinition(StillLifecycle.class, StillLifecycle::new));
		}

		/** All beans are known by now, and none was made. */
		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
			if (beans instanceof BeanDefinitionRegistry registry) {
				SCHEDULES.stream().filter(registry::containsBeanDefinition).forEach(registry::removeBeanDefinition);
			}
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
