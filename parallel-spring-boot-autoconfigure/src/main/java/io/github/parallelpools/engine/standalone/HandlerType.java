package io.github.parallelpools.engine.standalone;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import io.github.parallelpools.task.TaskHandler;

/**
 * The class of a handler, of which each run makes an instance with the no-arg
 * constructor. Knows nothing of where runs are.
 *
 * @param type the class
 */
record HandlerType(Class<?> type) {

	HandlerType {
		if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
			throw refusal(type, "is abstract");
		}
		if (!TaskHandler.class.isAssignableFrom(type)) {
			throw refusal(type, "is no TaskHandler");
		}
		if (Arrays.stream(type.getDeclaredConstructors()).noneMatch((one) -> one.getParameterCount() == 0)) {
			throw refusal(type, (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))
					? "is an inner class, whose constructor needs the outer object" : "has no no-arg constructor");
		}
	}

	private static IllegalArgumentException refusal(Class<?> type, String why) {
		return new IllegalArgumentException(
				"%s can't be a task: it %s. Name a class with a no-arg constructor that implements TaskHandler, or give a lambda."
					.formatted(type.getTypeName(), why));
	}

	TaskHandler<?, ?> make() {
		try {
			Constructor<?> constructor = this.type.getDeclaredConstructor();
			constructor.setAccessible(true);
			return (TaskHandler<?, ?>) constructor.newInstance();
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(
					"The constructor of %s failed: %s".formatted(this.type.getTypeName(), ex.getCause()),
					ex.getCause());
		}
		catch (ReflectiveOperationException | InaccessibleObjectException ex) {
			throw new IllegalStateException("%s can't be made: %s".formatted(this.type.getTypeName(), ex), ex);
		}
	}

}
