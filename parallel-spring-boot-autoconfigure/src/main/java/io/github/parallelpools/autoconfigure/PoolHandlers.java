package io.github.parallelpools.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.MethodHandler;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;

/**
 * Finds the handlers and pollers that pools name: beans or classes. Checks them without
 * making any, so that they may depend on pools.
 */
final class PoolHandlers implements DisposableBean {

	private static final Log logger = LogFactory.getLog(PoolHandlers.class);

	private final ConfigurableListableBeanFactory beans;

	private final Queue<Object> made = new ConcurrentLinkedQueue<>();

	/**
	 * What a pool names to be called by its workers.
	 *
	 * @param pool the pool
	 * @param property how it names it
	 * @param type what it must be
	 * @param written the name of a bean or a class, or of one's method
	 */
	private record Function(ConfiguredPool pool, String property, Class<?> type, String written) {

		static @Nullable Function of(ConfiguredPool pool) {
			String handler = pool.properties().handler();
			String poller = pool.properties().poller();
			if (poller != null) {
				return new Function(pool, "poller", TaskPoller.class, poller);
			}
			return (handler != null) ? new Function(pool, "handler", TaskHandler.class, handler) : null;
		}

		/**
		 * The method that handles items, {@code null} if the whole bean or class does.
		 */
		MethodHandler.@Nullable Name method() {
			return (this.type == TaskHandler.class) ? MethodHandler.Name.of(this.written) : null;
		}

		/** The name of the bean or the class. */
		String name() {
			MethodHandler.Name method = method();
			return (method != null) ? method.owner() : this.written;
		}

		/** Finds the method of a class that handles items. */
		Method methodOf(Class<?> owner, MethodHandler.Name named) {
			try {
				return MethodHandler.find(owner, named.method());
			}
			catch (NoSuchMethodException ex) {
				throw refusal("names no method that handles items: " + ex.getMessage(),
						"Name one method that takes the item, and a TaskContext behind it if it wants one.");
			}
		}

		boolean isForProcess() {
			return this.pool.properties().kind() == WorkerKind.PROCESS;
		}

		PoolConfigurationException refusal(String reason, String remedy) {
			return new PoolConfigurationException(this.pool.name(), this.property, this.written, reason, remedy);
		}

		WorkerMadeClass made(Class<?> type) {
			return new WorkerMadeClass(this.pool.name(), this.property, this.written, type);
		}

		PoolConfigurationException isNone(@Nullable Class<?> other) {
			String expected = this.type.getSimpleName();
			return refusal(
					"is no %s but %s".formatted(expected, (other != null) ? other.getTypeName() : "of unknown type"),
					"Let it implement %s, and declare a bean's method with that type, or name another."
						.formatted(expected));
		}

	}

	PoolHandlers(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Refuses a handler or a poller that the pool could not use.
	 * @param pool the pool
	 */
	void check(ConfiguredPool pool) {
		Function function = Function.of(pool);
		if (function == null) {
			return;
		}
		if (PoolContexts.isWanted(pool)) {
			checkForContext(function);
		}
		else if (function.isForProcess()) {
			checkForProcess(function, type(function));
		}
		else if (!this.beans.containsBean(function.name())) {
			checkConcrete(function, type(function));
		}
		else if (function.method() != null) {
			checkMethod(function, function.method());
		}
		else if (!this.beans.isTypeMatch(function.name(), function.type())) {
			throw function.isNone(this.beans.getType(function.name(), false));
		}
	}

	/**
	 * Of a bean that does not tell its class, the method is looked for when it is made.
	 */
	private void checkMethod(Function function, MethodHandler.Name method) {
		Class<?> type = type(function);
		if (type != Object.class && !type.isInterface()) {
			function.methodOf(type, method);
		}
	}

	/**
	 * What supplies the handler to workers that are threads.
	 * @param pool the pool
	 * @return supplies the bean, or the one instance of the class; {@code null} if the
	 * pool names no handler
	 */
	@Nullable Supplier<TaskHandler<?, ?>> supplier(ConfiguredPool pool) {
		Function function = Function.of(pool);
		if (function == null || function.type() != TaskHandler.class) {
			return null;
		}
		Supplier<Object> handler = supplier(function);
		return () -> (TaskHandler<?, ?>) handler.get();
	}

	/**
	 * What supplies the poller to workers that are threads.
	 * @param pool the pool
	 * @return supplies the bean, or the one instance of the class; {@code null} if the
	 * pool names no poller
	 */
	@Nullable Supplier<TaskPoller<?>> poller(ConfiguredPool pool) {
		Function function = Function.of(pool);
		if (function == null || function.type() != TaskPoller.class) {
			return null;
		}
		Supplier<Object> poller = supplier(function);
		return () -> (TaskPoller<?>) poller.get();
	}

	private Supplier<Object> supplier(Function function) {
		MethodHandler.Name method = function.method();
		if (method != null) {
			Supplier<Object> owner = this.beans.containsBean(function.name())
					? () -> this.beans.getBean(function.name()) : SingletonSupplier.of(() -> make(type(function)));
			return () -> handler(function, owner.get(), method);
		}
		if (this.beans.containsBean(function.name())) {
			return () -> this.beans.getBean(function.name(), function.type());
		}
		return SingletonSupplier.of(() -> make(type(function)));
	}

	/** What is called is the bean as others call it, with all that is around it. */
	private static Object handler(Function function, Object owner, MethodHandler.Name method) {
		Method found = function.methodOf(AopUtils.getTargetClass(owner), method);
		return new MethodHandler(owner, AopUtils.selectInvocableMethod(found, owner.getClass()));
	}

	private Object make(Class<?> type) {
		Object function = this.beans.createBean(type);
		this.made.add(function);
		return function;
	}

	/**
	 * The class of the handler or the poller that worker processes make.
	 * @param pool the pool
	 * @return the class's name, {@code null} if the pool names none
	 */
	@Nullable String className(ConfiguredPool pool) {
		Function function = Function.of(pool);
		if (function == null) {
			return null;
		}
		MethodHandler.Name method = function.method();
		String owner = type(function).getName();
		return (method != null) ? new MethodHandler.Name(owner, method.method()).toString() : owner;
	}

	/**
	 * Whether what handles a pool's items is of a type.
	 * @param pool the pool, which was checked
	 * @param type the type
	 * @return {@code false} also if the pool names no handler
	 */
	boolean isHandledBy(ConfiguredPool pool, Class<?> type) {
		Function function = Function.of(pool);
		return function != null && type.isAssignableFrom(type(function));
	}

	private Class<?> type(Function function) {
		if (this.beans.containsBean(function.name())) {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, function.name());
			if (type != null && Proxy.isProxyClass(type)) {
				// Not every maker of proxies notes the class.
				Object proxy = this.beans.getSingleton(function.name());
				type = (proxy != null) ? AopProxyUtils.ultimateTargetClass(proxy) : type;
			}
			return (type != null) ? ClassUtils.getUserClass(type) : Object.class;
		}
		try {
			return ClassUtils.forName(function.name(), this.beans.getBeanClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw function.refusal("is neither a bean nor a class that can be loaded",
					"Name a bean or a class that implements %s.".formatted(function.type().getSimpleName())
							+ Suggestions.oneOf(function.name(),
									this.beans.getBeanNamesForType(function.type(), true, false),
									"Beans of that type"));
		}
	}

	private static void checkForProcess(Function function, Class<?> type) {
		if (type.isHidden() || type.isSynthetic()) {
			throw function.refusal("is a lambda, which a worker process can't make again",
					"Write a class that implements %s, have each process make the bean with 'process.configuration', or use 'kind: thread'."
						.formatted(function.type().getSimpleName()));
		}
		if (type == function.type() || type == Object.class) {
			throw function.refusal("is a bean that does not tell its class, perhaps a lambda",
					"A worker process makes the %s itself: declare the bean's method with the class as its "
						.formatted(function.property())
							+ "return type, name the class here, or have each process make the bean with 'process.configuration'.");
		}
		checkConcrete(function, type);
		function.made(type)
			.requireConstructor(("A worker process makes the %s itself, without the application's beans: give the "
					+ "class such a constructor and read settings from the context's args, name the configuration classes that "
					+ "make it a bean in 'process.configuration', or use 'kind: thread'.")
				.formatted(function.property()));
	}

	/**
	 * The beans of the context in the worker process are not known here, but classes are.
	 */
	private void checkForContext(Function function) {
		if (ClassUtils.isPresent(function.name(), this.beans.getBeanClassLoader())) {
			checkConcrete(function, ClassUtils.resolveClassName(function.name(), this.beans.getBeanClassLoader()));
		}
	}

	private static void checkConcrete(Function function, Class<?> type) {
		MethodHandler.Name method = function.method();
		if (method != null) {
			function.methodOf(type, method);
		}
		else if (!function.type().isAssignableFrom(type)) {
			throw function.isNone(type);
		}
		function.made(type).requireConcrete();
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
