package io.github.parallelpools.autoconfigure;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

import io.github.parallelpools.pool.WorkerKind;

/**
 * Refuses {@code @Async} methods that name a pool of processes, to which the call of a
 * bean can't travel. Reads the annotation as Spring does: on the method or on the class
 * that declares it, also as part of another annotation, with placeholders. Knows nothing
 * of names that are expressions; their calls are refused when they are made.
 */
final class AsyncMethods {

	private static final Log logger = LogFactory.getLog(AsyncMethods.class);

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	private final SingletonSupplier<Collection<ConfiguredPool>> processPools;

	AsyncMethods(ConfigurableListableBeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
		this.processPools = SingletonSupplier.of(() -> ConfiguredPools.in(environment)
			.all()
			.stream()
			.filter((pool) -> pool.properties().kind() == WorkerKind.PROCESS)
			.toList());
	}

	/** Checks the beans whose class is known without making them. */
	void check() {
		if (!isAsyncEnabled() || this.processPools.obtain().isEmpty()) {
			return;
		}
		for (String name : this.beans.getBeanDefinitionNames()) {
			Class<?> type = this.beans.getType(name, false);
			if (type != null) {
				check(name, ClassUtils.getUserClass(type));
			}
		}
	}

	private boolean isAsyncEnabled() {
		return this.beans.containsBean(TaskManagementConfigUtils.ASYNC_ANNOTATION_PROCESSOR_BEAN_NAME)
				|| this.beans.containsBean(TaskManagementConfigUtils.ASYNC_EXECUTION_ASPECT_BEAN_NAME);
	}

	/**
	 * Checks a bean.
	 * @param bean its name
	 * @param type its class
	 */
	void check(String bean, Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, Async.class) || this.processPools.obtain().isEmpty()) {
			return;
		}
		for (Map.Entry<Method, String> entry : executors(bean, type).entrySet()) {
			for (ConfiguredPool pool : this.processPools.obtain()) {
				if (isNamed(pool.name(), entry.getValue())) {
					throw new PoolConfigurationException(pool.name(), "kind", "process",
							"is no kind for @Async, and method '%s.%s' of bean '%s' names the pool".formatted(
									ClassUtils.getShortName(entry.getKey().getDeclaringClass()),
									entry.getKey().getName(), bean),
							"The call of a bean's method can't travel to another process. Use 'kind: thread' or 'virtual', "
									+ "name another pool in @Async, or submit a task to the pool.");
				}
			}
		}
	}

	private Map<Method, String> executors(String bean, Class<?> type) {
		try {
			return MethodIntrospector.selectMethods(type,
					(MethodIntrospector.MetadataLookup<@Nullable String>) this::executor);
		}
		catch (IllegalStateException | LinkageError ex) {
			logger.debug("Could not look for @Async methods of bean '" + bean + "'", ex);
			return Map.of();
		}
	}

	/** The name of the executor that a method names. */
	private @Nullable String executor(Method method) {
		Async async = AnnotatedElementUtils.findMergedAnnotation(method, Async.class);
		if (async == null) {
			async = AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(), Async.class);
		}
		if (async == null || async.value().isEmpty() || async.value().contains("#{")) {
			return null;
		}
		try {
			return this.beans.hasEmbeddedValueResolver() ? this.beans.resolveEmbeddedValue(async.value())
					: this.environment.resolvePlaceholders(async.value());
		}
		catch (IllegalArgumentException ex) {
			// A placeholder of nothing, which Spring tells when the method is called.
			return null;
		}
	}

	private boolean isNamed(PoolName pool, String executor) {
		if (executor.equals(pool.name()) || executor.equals(ParallelPoolRegistrar.executor(pool))) {
			return this.beans.containsBean(ParallelPoolRegistrar.executor(pool));
		}
		// Unless a bean of the application has that name
		return executor.equals(pool.camelCase())
				&& this.beans.containsBean(ParallelPoolRegistrar.executorInCamelCase(pool));
	}

}
