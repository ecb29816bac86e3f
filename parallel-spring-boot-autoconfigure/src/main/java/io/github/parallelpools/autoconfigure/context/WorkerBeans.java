package io.github.parallelpools.autoconfigure.context;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.util.ClassUtils;

import io.github.parallelpools.spi.MethodHandler;

/**
 * Looks through the beans of a worker process before any is made: finds the handler among
 * them, or adds it. Of the application's own configuration nothing is made that the
 * handler does not need, as most of it belongs to the application: pools, controllers,
 * listeners.
 */
final class WorkerBeans implements BeanFactoryPostProcessor {

	private final WorkerFunction function;

	private final WorkerEnvironment environment;

	private @Nullable String beanName;

	WorkerBeans(WorkerFunction function, WorkerEnvironment environment) {
		this.function = function;
		this.environment = environment;
	}

	/** The name of the handler's bean, {@code null} if none is wanted. */
	@Nullable String beanName() {
		return this.beanName;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beans;
		if (beans.getBeanNamesForType(PropertySourcesPlaceholderConfigurer.class, true, false).length == 0) {
			// Otherwise a placeholder that can't be resolved would be taken for a value.
			registry.registerBeanDefinition("parallelPlaceholderConfigurer",
					new RootBeanDefinition(PropertySourcesPlaceholderConfigurer.class));
		}
		String name = this.function.owner();
		if (name != null) {
			this.beanName = beans.containsBean(name) ? name : ofClass(name, beans, registry);
		}
		if (this.environment.isApplicationMet()) {
			for (String one : beans.getBeanDefinitionNames()) {
				beans.getBeanDefinition(one).setLazyInit(true);
			}
		}
	}

	private String ofClass(String name, ConfigurableListableBeanFactory beans, BeanDefinitionRegistry registry) {
		Class<?> type;
		try {
			type = ClassUtils.forName(name, beans.getBeanClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new NoFunctionException(
					"'%s' is neither a bean of the context that %s made in the worker process, nor a class. %s"
						.formatted(name, makers(), others(beans)));
		}
		List<String> known = Arrays.asList(beans.getBeanNamesForType(type, true, false));
		if (known.isEmpty()) {
			registry.registerBeanDefinition(name, new RootBeanDefinition(type));
			return name;
		}
		List<String> primary = known.stream()
			.filter((one) -> beans.containsBeanDefinition(one) && beans.getBeanDefinition(one).isPrimary())
			.toList();
		if (known.size() > 1 && primary.size() != 1) {
			throw new NoFunctionException("%s is the class of several beans in the worker process. Name one of them: %s"
				.formatted(name, String.join(", ", known)));
		}
		return (known.size() > 1) ? primary.get(0) : known.get(0);
	}

	/**
	 * The name of the bean that the application's calls are for: that of the same name,
	 * or the one of the same class, which is added if there is none.
	 */
	String callTarget(String name, String type, DefaultListableBeanFactory beans) {
		if (beans.containsBean(name)) {
			return name;
		}
		if (type.isEmpty()) {
			throw new NoFunctionException(
					"The context that %s made in the worker process has no bean '%s', and no class tells how to make it. Declare a bean of that name in it, or use 'kind: thread'."
						.formatted(makers(), name));
		}
		return ofClass(type, beans, beans);
	}

	private String makers() {
		return String.join(", ", this.function.configuration());
	}

	private String others(ConfigurableListableBeanFactory beans) {
		try {
			Class<?> type = ClassUtils.forName(this.function.type(), beans.getBeanClassLoader());
			String[] names = beans.getBeanNamesForType(type, true, false);
			return (names.length == 0) ? "It has no bean of type %s.".formatted(type.getSimpleName())
					: "Beans of type %s are: %s.".formatted(type.getSimpleName(), String.join(", ", names));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What workers call; refuses what they could not. */
	Object require(Object bean) {
		MethodHandler.Name method = this.function.method();
		return (method != null) ? handler(bean, method) : requireType(bean);
	}

	private static Object handler(Object bean, MethodHandler.Name method) {
		try {
			return new MethodHandler(bean, AopUtils.selectInvocableMethod(
					MethodHandler.find(AopUtils.getTargetClass(bean), method.method()), bean.getClass()));
		}
		catch (NoSuchMethodException ex) {
			throw new NoFunctionException(
					"'%s' names no method that handles items: %s".formatted(method, ex.getMessage()));
		}
	}

	private Object requireType(Object bean) {
		ClassLoader loader = bean.getClass().getClassLoader();
		for (Class<?> one : ClassUtils.getAllInterfacesForClass(bean.getClass(), loader)) {
			if (one.getName().equals(this.function.type())) {
				return bean;
			}
		}
		throw new NoFunctionException("'%s' is no %s but %s".formatted(this.function.name(),
				ClassUtils.getShortName(this.function.type()), bean.getClass().getTypeName()));
	}

	/** There is no handler or poller to be had; the message is for people. */
	static final class NoFunctionException extends RuntimeException {

		NoFunctionException(String message) {
			super(message);
		}

	}

}
