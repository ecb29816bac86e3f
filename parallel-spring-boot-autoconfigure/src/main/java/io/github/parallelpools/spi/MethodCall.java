package io.github.parallelpools.spi;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCallable;

/**
 * A call of an object's method that can travel: it names the object, of which the worker
 * has one of its own ({@link CallTargets}), and the method, and brings the arguments.
 *
 * @param target whose method it is
 * @param method the method
 * @param arguments the arguments, in a list of a kind that travels fast
 * @param awaits whether the method returns a future, whose value is the result
 */
public record MethodCall(Target target, MethodName method, List<@Nullable Object> arguments,
		boolean awaits) implements TaskCallable<@Nullable Object> {

	/**
	 * The object whose method is called.
	 *
	 * @param name the name of the bean
	 * @param type the name of its class, empty if no other JVM has such a class
	 */
	public record Target(String name, String type) implements Serializable {
	}

	/**
	 * The method that is called.
	 *
	 * @param owner the name of the class or interface that declares it
	 * @param name its name
	 * @param parameters the names of its parameter types
	 */
	public record MethodName(String owner, String name, List<String> parameters) implements Serializable {

		/**
		 * Names a method.
		 * @param method the method
		 * @return its name
		 */
		public static MethodName of(Method method) {
			return new MethodName(method.getDeclaringClass().getName(), method.getName(),
					Arrays.stream(method.getParameterTypes()).map(Class::getName).toList());
		}

		/**
		 * Finds the method.
		 * @param loader where its classes are looked up
		 * @return the method
		 * @throws ReflectiveOperationException if it is not there
		 */
		public Method find(ClassLoader loader) throws ReflectiveOperationException {
			return find(Class.forName(this.owner, false, loader), loader);
		}

		Method find(Class<?> type, ClassLoader loader) throws ReflectiveOperationException {
			List<Class<?>> types = new ArrayList<>();
			for (String parameter : this.parameters) {
				types.add(type(parameter, loader));
			}
			return type.getDeclaredMethod(this.name, types.toArray(Class<?>[]::new));
		}

		private static Class<?> type(String name, ClassLoader loader) throws ClassNotFoundException {
			return switch (name) {
				case "boolean" -> boolean.class;
				case "byte" -> byte.class;
				case "short" -> short.class;
				case "char" -> char.class;
				case "int" -> int.class;
				case "long" -> long.class;
				case "float" -> float.class;
				case "double" -> double.class;
				default -> Class.forName(name, false, loader);
			};
		}

		@Override
		public String toString() {
			return this.owner.substring(this.owner.lastIndexOf('.') + 1) + "." + this.name;
		}

	}

	/**
	 * Calls the method of the object that this worker process has.
	 */
	@Override
	@SuppressWarnings("NullAway") // The type argument says that it may be null
	public @Nullable Object call() throws Exception {
		ClassLoader loader = Thread.currentThread().getContextClassLoader();
		Object object = CallTargets.get(this.target, loader);
		try {
			Object value = CallTargets.method(this.method, object, loader).invoke(object, this.arguments.toArray());
			return this.awaits ? await(value) : value;
		}
		catch (InvocationTargetException ex) {
			throw thrown(ex.getCause(), ex);
		}
	}

	/**
	 * Waits for the value of what may be a future.
	 * @param returned what a method has returned
	 * @return the value
	 * @throws Exception what the future has failed with
	 */
	public static @Nullable Object await(@Nullable Object returned) throws Exception {
		Future<?> future = (returned instanceof CompletionStage<?> stage) ? stage.toCompletableFuture()
				: (returned instanceof Future<?> one) ? one : null;
		if (future == null) {
			return returned;
		}
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			throw ex;
		}
		catch (ExecutionException ex) {
			throw thrown(ex.getCause(), ex);
		}
	}

	private static Exception thrown(@Nullable Throwable cause, Exception around) {
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof Exception exception) ? exception : around;
	}

}
