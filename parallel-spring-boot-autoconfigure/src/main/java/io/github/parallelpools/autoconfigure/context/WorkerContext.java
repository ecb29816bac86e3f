package io.github.parallelpools.autoconfigure.context;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The context of a worker process, in which nothing begins to work by itself: it is no
 * {@code SpringApplication}, so there are no runners, it is no web context, so there is
 * no server, nobody is told that it was refreshed, which is what schedulers wait for, and
 * of what has a lifecycle only that is started which the handler needs.
 */
final class WorkerContext extends AnnotationConfigApplicationContext {

	private final WorkerBeans beans;

	private final NeededLifecycle lifecycle;

	WorkerContext(ContextRecipe recipe, ClassLoader classLoader) throws ClassNotFoundException {
		super(new DefaultListableBeanFactory());
		WorkerEnvironment environment = recipe.environment();
		setEnvironment(environment);
		setClassLoader(classLoader);
		DefaultListableBeanFactory factory = getDefaultListableBeanFactory();
		factory.setBeanClassLoader(classLoader);
		factory.setConversionService(ApplicationConversionService.getSharedInstance());
		factory.setAllowBeanDefinitionOverriding(
				environment.getProperty("spring.main.allow-bean-definition-overriding", Boolean.class, false));
		factory.setAllowCircularReferences(
				environment.getProperty("spring.main.allow-circular-references", Boolean.class, false));
		factory.registerSingleton("springApplicationArguments", new DefaultApplicationArguments());
		this.beans = new WorkerBeans(recipe.function(), environment);
		addBeanFactoryPostProcessor(this.beans);
		this.lifecycle = new NeededLifecycle(factory);
		factory.registerSingleton(LIFECYCLE_PROCESSOR_BEAN_NAME, this.lifecycle);
		for (String configuration : recipe.function().configuration()) {
			register(ClassUtils.forName(configuration, classLoader));
		}
	}

	/**
	 * Makes the context and the handler or the poller in it.
	 * @return the bean, {@code null} if none is wanted
	 */
	@Nullable Object open() {
		refresh();
		String name = this.beans.beanName();
		if (name == null) {
			return null;
		}
		Object function = this.beans.require(getBean(name));
		this.lifecycle.startFor(name);
		return function;
	}

	/**
	 * Finds or makes a bean that tasks call.
	 * @param name the name that the application knows it by
	 * @param type the name of its class, empty if there is none
	 * @return the bean
	 */
	Object callTarget(String name, String type) {
		String found = this.beans.callTarget(name, type, getDefaultListableBeanFactory());
		Object bean = getBean(found);
		this.lifecycle.startFor(found);
		return bean;
	}

	@Override
	protected void publishEvent(Object event, @Nullable ResolvableType type) {
		if (!(event instanceof ApplicationContextEvent)) {
			super.publishEvent(event, type);
		}
	}

}
