package io.github.parallelpools.autoconfigure;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskHandler;

/**
 * Finds the handlers that pools name: beans or classes. Checks them without making any,
 * so that a handler may depend on pools.
 */
final class PoolHandlers implements DisposableBean {

	private static final Log logger = LogFactory.getLog(PoolHandlers.class);

	private static final String PROPERTY = "handler";

	private final ConfigurableListableBeanFactory beans;

	private final Queue<Object> made = new ConcurrentLinkedQueue<>();

	PoolHandlers(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Refuses a handler that the pool could not use.
	 * @param pool the pool
	 */
	void check(ConfiguredPool pool) {
		String handler = pool.properties().handler();
		if (handler == null) {
			return;
		}
		if (pool.properties().kind() == WorkerKind.PROCESS) {
			checkForProcess(pool, handler, type(pool, handler));
		}
		else if (!this.beans.containsBean(handler)) {
			checkConcrete(pool, handler, type(pool, handler));
		}
		else if (!this.beans.isTypeMatch(handler, TaskHandler.class)) {
			throw noHandler(pool, handler, this.beans.getType(handler, false));
		}
	}

	/**
	 * What supplies the handler to workers that are threads.
	 * @param pool the pool
	 * @return supplies the bean, or the one instance of the class; {@code null} if the
	 * pool names no handler
	 */
	@Nullable Supplier<TaskHandler<?, ?>> supplier(ConfiguredPool pool) {
		String handler = pool.properties().handler();
		if (handler == null) {
			return null;
		}
		if (this.beans.containsBean(handler)) {
			return () -> this.beans.getBean(handler, TaskHandler.class);
		}
		return SingletonSupplier.of(() -> make(type(pool, handler)));
	}

	private TaskHandler<?, ?> make(Class<?> type) {
		TaskHandler<?, ?> handler = (TaskHandler<?, ?>) this.beans.createBean(type);
		this.made.add(handler);
		return handler;
	}

	/**
	 * The class of the handler that worker processes make.
	 * @param pool the pool
	 * @return the class's name, {@code null} if the pool names no handler
	 */
	@Nullable String className(ConfiguredPool pool) {
		String handler = pool.properties().handler();
		return (handler != null) ? type(pool, handler).getName() : null;
	}

	private Class<?> type(ConfiguredPool pool, String handler) {
		if (this.beans.containsBean(handler)) {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, handler);
			return (type != null) ? ClassUtils.getUserClass(type) : Object.class;
		}
		try {
			return ClassUtils.forName(handler, this.beans.getBeanClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw refusal(pool, handler, "is neither a bean nor a class that can be loaded",
					"Name a bean or a class that implements TaskHandler." + Suggestions.oneOf(handler,
							this.beans.getBeanNamesForType(TaskHandler.class, true, false), "Beans of that type"));
		}
	}

	private static void checkForProcess(ConfiguredPool pool, String handler, Class<?> type) {
		String name = type.getTypeName();
		if (type.isHidden() || type.isSynthetic()) {
			throw refusal(pool, handler, "is a lambda, which a worker process can't make again",
					"Write a class that implements TaskHandler, or use 'kind: thread'.");
		}
		if (type == TaskHandler.class || type == Object.class) {
			throw refusal(pool, handler, "is a bean that does not tell its class, perhaps a lambda",
					"A worker process makes the handler itself: declare the bean's method with the class as its "
							+ "return type, or name the class here.");
		}
		checkConcrete(pool, handler, type);
		new WorkerMadeClass(pool.name(), PROPERTY, handler, type)
			.requireConstructor("A worker process makes the handler itself, without the application's beans: give the "
					+ "class such a constructor and read settings from the context's args, or use 'kind: thread'.");
	}

	private static void checkConcrete(ConfiguredPool pool, String handler, Class<?> type) {
		if (!TaskHandler.class.isAssignableFrom(type)) {
			throw noHandler(pool, handler, type);
		}
		new WorkerMadeClass(pool.name(), PROPERTY, handler, type).requireConcrete();
	}

	private static PoolConfigurationException noHandler(ConfiguredPool pool, String handler, @Nullable Class<?> type) {
		return refusal(pool, handler,
				"is no TaskHandler but %s".formatted((type != null) ? type.getTypeName() : "of unknown type"),
				"Let it implement TaskHandler, and declare a bean's method with that type, or name another.");
	}

	private static PoolConfigurationException refusal(ConfiguredPool pool, String handler, String reason,
			String remedy) {
		return new PoolConfigurationException(pool.name(), PROPERTY, handler, reason, remedy);
	}

	@Override
	public void destroy() {
		for (Object handler; (handler = this.made.poll()) != null;) {
			this.beans.destroyBean(handler);
			if (handler instanceof AutoCloseable closeable && !(handler instanceof DisposableBean)) {
				close(closeable);
			}
		}
	}

	private static void close(AutoCloseable handler) {
		try {
			handler.close();
		}
		catch (Exception ex) {
			logger.warn("Handler " + handler.getClass().getName() + " could not be closed", ex);
		}
	}

}
