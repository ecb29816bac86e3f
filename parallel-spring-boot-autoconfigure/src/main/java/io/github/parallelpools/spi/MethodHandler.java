package io.github.parallelpools.spi;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/**
 * Handles items by a method of an object: the method takes the item, and the task's
 * context behind it if it wants that. It is named as {@code owner#method}. As safe for
 * use by several threads as the object is.
 */
public final class MethodHandler implements TaskHandler<@Nullable Object, @Nullable Object>, AutoCloseable {

	private final Object target;

	private final Method method;

	private final Class<?> itemType;

	private final boolean takesContext;

	/**
	 * How a method is named where a handler is.
	 *
	 * @param owner the name of a bean or a class
	 * @param method the method's name
	 */
	public record Name(String owner, String method) {

		private static final char BETWEEN = '#';

		/**
		 * Reads the name of a handler.
		 * @param handler the name
		 * @return {@code null} if it names no method
		 */
		public static @Nullable Name of(String handler) {
			int at = handler.indexOf(BETWEEN);
			return (at > 0 && at < handler.length() - 1) ? new Name(handler.substring(0, at), handler.substring(at + 1))
					: null;
		}

		@Override
		public String toString() {
			return this.owner + BETWEEN + this.method;
		}

	}

	/**
	 * Makes a handler.
	 * @param target whose method it is
	 * @param method the method, as {@link #find} finds it
	 * @throws IllegalArgumentException if it may not be called from here
	 */
	public MethodHandler(Object target, Method method) {
		this.target = target;
		this.method = method;
		this.itemType = MethodType.methodType(method.getParameterTypes()[0]).wrap().returnType();
		this.takesContext = method.getParameterCount() > 1;
		try {
			method.setAccessible(true);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(
					"Method '%s' may not be called: %s. Make it and its class public, or open the module."
						.formatted(text(method), ex.getMessage()),
					ex);
		}
	}

	/**
	 * Finds the method of a class that handles items.
	 * @param type the class
	 * @param name the method's name
	 * @return the method, which may be one that the class inherits
	 * @throws NoSuchMethodException if there is none, or there are several; the message
	 * says what there is
	 */
	public static Method find(Class<?> type, String name) throws NoSuchMethodException {
		List<Method> named = methods(type).stream().filter((one) -> one.getName().equals(name)).toList();
		List<Method> fitting = named.stream().filter(MethodHandler::handles).toList();
		if (fitting.size() == 1) {
			return fitting.get(0);
		}
		if (fitting.size() > 1) {
			throw new NoSuchMethodException("there are several: " + texts(fitting));
		}
		throw new NoSuchMethodException(named.isEmpty() ? "%s has no such method".formatted(type.getTypeName())
				: "it takes something else: " + texts(named));
	}

	/** Those that are called, the nearest class first. */
	private static List<Method> methods(Class<?> type) {
		Map<List<Object>, Method> methods = new LinkedHashMap<>();
		Set<List<Object>> bridged = new HashSet<>();
		for (Class<?> one = type; one != null && one != Object.class; one = one.getSuperclass()) {
			add(one, methods, bridged);
		}
		for (Method one : type.getMethods()) {
			if (one.isDefault()) {
				methods.putIfAbsent(signature(one), one);
			}
		}
		return List.copyOf(methods.values());
	}

	private static void add(Class<?> type, Map<List<Object>, Method> methods, Set<List<Object>> bridged) {
		List<Method> bridges = new ArrayList<>();
		for (Method one : type.getDeclaredMethods()) {
			if (one.isBridge()) {
				bridges.add(one);
			}
			else if (!one.isSynthetic() && !(bridged.contains(signature(one)) && isGeneric(one))) {
				methods.putIfAbsent(signature(one), one);
			}
		}
		bridges.stream()
			.filter((bridge) -> methods.values().stream().anyMatch((one) -> isBehind(one, bridge)))
			.forEach((bridge) -> bridged.add(signature(bridge)));
	}

	/** Whether what it takes depends on who inherits it. */
	private static boolean isGeneric(Method method) {
		return !Arrays.equals(method.getGenericParameterTypes(), method.getParameterTypes());
	}

	/**
	 * Whether a bridge of the same class may lead to a method: to one that overrides what
	 * takes any item, and takes items of one type. Others only make a method public.
	 */
	private static boolean isBehind(Method method, Method bridge) {
		return method.getDeclaringClass() == bridge.getDeclaringClass() && method.getName().equals(bridge.getName())
				&& method.getParameterCount() == bridge.getParameterCount()
				&& IntStream.range(0, bridge.getParameterCount())
					.allMatch((i) -> bridge.getParameterTypes()[i].isAssignableFrom(method.getParameterTypes()[i]));
	}

	private static List<Object> signature(Method method) {
		return List.of(method.getName(), List.of(method.getParameterTypes()));
	}

	/**
	 * Whether a method can handle items.
	 * @param method the method
	 * @return whether it takes an item, and nothing else but a context
	 */
	public static boolean handles(Method method) {
		Class<?>[] types = method.getParameterTypes();
		return types.length == 1 ? types[0] != TaskContext.class : types.length == 2 && types[1] == TaskContext.class;
	}

	private static String texts(List<Method> methods) {
		return methods.stream().map(MethodHandler::text).collect(Collectors.joining(", "));
	}

	private static String text(Method method) {
		return "%s.%s(%s)".formatted(method.getDeclaringClass().getSimpleName(), method.getName(),
				Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", ")));
	}

	@Override
	@SuppressWarnings("NullAway") // The type argument says that it may be null
	public @Nullable Object handle(@Nullable Object item, TaskContext context) throws Exception {
		if (!this.itemType.isInstance(item)) {
			throw new IllegalArgumentException("Method '%s' takes a %s, but was sent %s".formatted(text(this.method),
					this.itemType.getTypeName(), (item != null) ? "a " + item.getClass().getTypeName() : "nothing"));
		}
		try {
			return this.takesContext ? this.method.invoke(this.target, item, context)
					: this.method.invoke(this.target, item);
		}
		catch (InvocationTargetException ex) {
			throw thrown(ex);
		}
	}

	private static Exception thrown(InvocationTargetException thrown) {
		Throwable cause = thrown.getCause();
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof Exception exception) ? exception : thrown;
	}

	@Override
	public void close() throws Exception {
		if (this.target instanceof AutoCloseable closeable) {
			closeable.close();
		}
	}

	@Override
	public String toString() {
		return text(this.method);
	}

}
