package io.github.parallelpools.autoconfigure;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

import io.github.parallelpools.autoconfigure.annotation.ParallelListener;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.MethodHandler;

/**
 * Finds the methods that are handlers of pools, and adds them to the environment as if
 * they were written there: as {@code handler} of their pool. Makes no beans.
 */
final class ListenerMethods {

	/** The property source that is added, the last one: what is shown as the origin. */
	static final String SOURCE = "@ParallelListener";

	private static final Log logger = LogFactory.getLog(ListenerMethods.class);

	/** Before the name of a bean of a scope, whose own name is its proxy's. */
	private static final String SCOPED = ScopedProxyUtils.getTargetBeanName("");

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	/** The beans whose methods were looked at, and their classes. */
	private final Map<String, Class<?>> seen = new HashMap<>();

	ListenerMethods(ConfigurableListableBeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	/** Adds what is found. */
	void add() {
		if (!(this.environment instanceof ConfigurableEnvironment changed)) {
			return;
		}
		changed.getPropertySources().remove(SOURCE);
		Map<String, Object> handlers = handlers();
		if (!handlers.isEmpty()) {
			changed.getPropertySources().addLast(new MapPropertySource(SOURCE, handlers));
		}
	}

	private Map<String, Object> handlers() {
		List<PoolName> pools = PoolName.findIn(this.environment);
		Map<String, Object> handlers = new LinkedHashMap<>();
		for (String definition : this.beans.getBeanDefinitionNames()) {
			// A bean of a scope has two definitions: the target tells its class, and the
			// proxy, which has the bean's name, is called.
			boolean proxied = this.beans.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(definition));
			Class<?> type = proxied ? null : this.beans.getType(definition, false);
			if (type != null) {
				String bean = ScopedProxyUtils.isScopedTarget(definition) ? definition.substring(SCOPED.length())
						: definition;
				this.seen.put(bean, ClassUtils.getUserClass(type));
				methods(bean, ClassUtils.getUserClass(type))
					.forEach((method, pool) -> add(bean, method, find(pool, bean, method, pools), handlers));
			}
		}
		return handlers;
	}

	/**
	 * Refuses a bean if one of its methods would be the handler of a pool and can't be:
	 * as the bean did not tell its class before it was made, or has a proxy without the
	 * method.
	 * @param name the bean's name
	 * @param bean the bean as others see it
	 */
	void check(String name, Object bean) {
		if (bean instanceof FactoryBean || ScopedProxyUtils.isScopedTarget(name)
				|| !this.beans.containsBeanDefinition(name)
				|| (bean instanceof Advised proxy && !proxy.getTargetSource().isStatic())) {
			return;
		}
		Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
		boolean known = this.seen.get(name) == type;
		if (known && !AopUtils.isJdkDynamicProxy(bean)) {
			return;
		}
		Map<Method, String> methods = methods(name, type);
		if (methods.isEmpty()) {
			return;
		}
		List<PoolName> pools = PoolName.findIn(this.environment);
		methods.forEach((method, written) -> {
			PoolName pool = find(written, name, method, pools);
			if (!known) {
				requireHandler(pool, name, method);
			}
			requireCallable(pool, name, method, bean);
		});
	}

	private void requireHandler(PoolName pool, String bean, Method method) {
		String handler = new MethodHandler.Name(bean, method.getName()).toString();
		String configured = configured(pool).properties().handler();
		if (configured == null) {
			throw new PoolConfigurationException(pool, "handler", handler,
					"is the method of a @ParallelListener that was not found, as the bean did not tell its class before it was made",
					"Declare the bean's method with %s as its return type, or name the method in '%s'."
						.formatted(ClassUtils.getShortName(method.getDeclaringClass()), pool.property("handler")));
		}
		if (!configured.equals(handler)) {
			throw twice(pool, handler, configured);
		}
	}

	private void requireCallable(PoolName pool, String bean, Method method, Object proxy) {
		if (configured(pool).properties().kind() == WorkerKind.PROCESS) {
			// Processes make the bean themselves.
			return;
		}
		try {
			AopUtils.selectInvocableMethod(method, proxy.getClass());
		}
		catch (IllegalStateException ex) {
			throw new PoolConfigurationException(pool, "handler",
					new MethodHandler.Name(bean, method.getName()).toString(),
					"is the method of a @ParallelListener that the proxy around the bean does not have, as that only has its interfaces",
					"Add the method to an interface of %s, or have the proxy made of the class: 'proxyTargetClass = true', or 'spring.aop.proxy-target-class' where it is set to false."
						.formatted(ClassUtils.getShortName(method.getDeclaringClass())));
		}
	}

	private ConfiguredPool configured(PoolName pool) {
		return ConfiguredPools.in(this.environment)
			.all()
			.stream()
			.filter((one) -> one.name().equals(pool))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("Pool '" + pool + "' is configured"));
	}

	private Map<Method, String> methods(String bean, Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, ParallelListener.class)) {
			return Map.of();
		}
		try {
			return MethodIntrospector.selectMethods(type,
					(MethodIntrospector.MetadataLookup<@Nullable String>) this::poolOf);
		}
		catch (IllegalStateException | LinkageError ex) {
			logger.debug("Could not look for handlers of pools among the methods of bean '" + bean + "'", ex);
			return Map.of();
		}
	}

	private @Nullable String poolOf(Method method) {
		ParallelListener found = AnnotatedElementUtils.findMergedAnnotation(method, ParallelListener.class);
		return (found != null) ? found.pool() : null;
	}

	private PoolName find(String written, String bean, Method method, List<PoolName> pools) {
		String name = this.environment.resolveRequiredPlaceholders(written);
		return pools.stream()
			.filter((pool) -> pool.name().equals(name) || pool.camelCase().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"@ParallelListener of method '%s.%s' of bean '%s' names the pool '%s', which is not configured. Configure it below 'parallel.pools', or name another.%s"
						.formatted(ClassUtils.getShortName(method.getDeclaringClass()), method.getName(), bean, name,
								Suggestions.oneOf(name, pools.stream().map(PoolName::name).toArray(String[]::new),
										"There are"))));
	}

	private void add(String bean, Method method, PoolName pool, Map<String, Object> handlers) {
		String handler = new MethodHandler.Name(bean, method.getName()).toString();
		String property = pool.property("handler").toString();
		Object other = handlers.putIfAbsent(property, handler);
		if (other != null) {
			throw twice(pool, handler, other);
		}
		String configured = configured(pool).properties().handler();
		if (configured != null) {
			throw twice(pool, handler, configured);
		}
		if (!MethodHandler.handles(method)) {
			throw new PoolConfigurationException(pool, "handler", handler,
					"can't be given an item: its method has other parameters",
					"Let it take the item, and a TaskContext behind it if it wants one.");
		}
	}

	private static PoolConfigurationException twice(PoolName pool, String handler, Object other) {
		return new PoolConfigurationException(pool, "handler", handler,
				"is the method of a @ParallelListener, and the pool has the handler '%s' already".formatted(other),
				"Remove one of them: a pool has one handler.");
	}

}
