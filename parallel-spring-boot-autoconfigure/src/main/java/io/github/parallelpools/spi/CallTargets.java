package io.github.parallelpools.spi;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.MethodCall.MethodName;
import io.github.parallelpools.spi.MethodCall.Target;

/**
 * The objects whose methods are called in a worker process: one of each, made with the
 * first call, by a context if the process has one, and otherwise by the constructor
 * without arguments. There is one process around it, so all is static. Safe for use by
 * several threads.
 */
public final class CallTargets {

	private static final Map<Target, Object> OBJECTS = new ConcurrentHashMap<>();

	private static final Map<MethodName, Method> METHODS = new ConcurrentHashMap<>();

	private static volatile @Nullable Maker maker;

	private CallTargets() {
	}

	/**
	 * Makes objects that have more than a constructor without arguments.
	 */
	@FunctionalInterface
	public interface Maker {

		/**
		 * Makes or finds an object.
		 * @param name the name that the application knows it by
		 * @param type the name of its class, empty if there is none
		 * @return the object
		 * @throws Exception if that is impossible; the message is for people
		 */
		Object make(String name, String type) throws Exception;

	}

	/**
	 * Has objects made by something else than their constructors.
	 * @param other makes them from now on, {@code null} for the constructors
	 */
	public static void madeBy(@Nullable Maker other) {
		maker = other;
	}

	static Object get(Target target, ClassLoader loader) throws Exception {
		Object known = OBJECTS.get(target);
		return (known != null) ? known : make(target, loader);
	}

	private static synchronized Object make(Target target, ClassLoader loader) throws Exception {
		Object known = OBJECTS.get(target);
		if (known != null) {
			return known;
		}
		Maker other = maker;
		Object made = (other != null) ? other.make(target.name(), target.type()) : construct(target, loader);
		OBJECTS.put(target, made);
		return made;
	}

	private static Object construct(Target target, ClassLoader loader) throws Exception {
		try {
			Constructor<?> constructor = Class.forName(target.type(), true, loader).getDeclaredConstructor();
			constructor.setAccessible(true);
			return constructor.newInstance();
		}
		catch (InvocationTargetException ex) {
			throw problem(target, ex.getCause() != null ? ex.getCause() : ex);
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			throw problem(target, ex);
		}
	}

	private static IllegalStateException problem(Target target, Throwable cause) {
		return new IllegalStateException(
				"The worker process could not make bean '%s' with the constructor of %s: %s. Name the configuration classes that make it in 'process.configuration', or use 'kind: thread'."
					.formatted(target.name(), target.type().isEmpty() ? "its class" : target.type(), cause),
				cause);
	}

	/** The method as the object has it, which may be a proxy. */
	static Method method(MethodName name, Object object, ClassLoader loader) throws ReflectiveOperationException {
		Method known = METHODS.get(name);
		if (known == null) {
			known = accessible(name.find(loader));
			METHODS.put(name, known);
		}
		return known.getDeclaringClass().isInstance(object) ? known : sameOf(object, known);
	}

	private static Method sameOf(Object object, Method wanted) {
		try {
			return accessible(object.getClass().getMethod(wanted.getName(), wanted.getParameterTypes()));
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(
					"The bean that the worker process has is a %s, which has no method '%s' that can be called. Give it the name or an interface of the application's bean."
						.formatted(object.getClass().getTypeName(), MethodName.of(wanted)),
					ex);
		}
	}

	private static Method accessible(Method method) {
		try {
			method.setAccessible(true);
			return method;
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException(
					"Method '%s' may not be called: %s. Make it and its class public, or open the module."
						.formatted(MethodName.of(method), ex.getMessage()),
					ex);
		}
	}

}
