package io.github.parallelpools.spi;

import java.io.Externalizable;
import java.io.NotSerializableException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds what is in the way of an object that can't be serialized: walks through it
 * breadth-first, as serialization would, and tells the shortest path to the offender.
 */
final class PortabilityReport {

	private static final int MOST_STEPS = 100_000;

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Deque<Step> steps = new ArrayDeque<>();

	private record Step(Object value, String path) {
	}

	private PortabilityReport() {
	}

	static String of(@Nullable Object value, Throwable failure) {
		if (failure instanceof NotSerializableException) {
			String offender = (value != null) ? new PortabilityReport().search(value) : null;
			String what = (offender != null) ? offender : failure.getMessage() + " somewhere inside";
			return "%s can't travel to another process: %s is not serializable. Make it serializable, or don't capture it."
				.formatted(describe(value), what);
		}
		if (failure instanceof StackOverflowError) {
			return "%s can't travel to another process: its objects are nested too deeply to be serialized."
				.formatted(describe(value));
		}
		return "%s can't travel to another process: its serialization failed with %s.".formatted(describe(value),
				text(failure));
	}

	static String describe(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		Class<?> type = value.getClass();
		if (type.isHidden() || type.isSynthetic()) {
			int end = type.getName().indexOf("$$Lambda");
			return (end > 0) ? "The lambda in " + type.getName().substring(0, end) : type.getName();
		}
		return type.getTypeName();
	}

	/** What an object says of itself; its methods are the user's code. */
	private static String text(@Nullable Object value) {
		try {
			return String.valueOf(value);
		}
		catch (Throwable ex) {
			return describe(value);
		}
	}

	private @Nullable String search(Object root) {
		push(root, "");
		for (int i = 0; i < MOST_STEPS; i++) {
			Step step = this.steps.poll();
			if (step == null) {
				return null;
			}
			Object value = step.value();
			if (SharedReference.isShared(value)) {
				continue;
			}
			if (!(value instanceof Serializable)) {
				String where = step.path().isEmpty() ? "" : " in " + step.path();
				return value.getClass().getTypeName() + where;
			}
			expand(value, step.path());
		}
		return null;
	}

	private void expand(Object value, String path) {
		Class<?> type = value.getClass();
		SerializedLambda lambda = lambda(value);
		if (lambda != null) {
			for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
				push(lambda.getCapturedArg(i), path + "captured variable " + (i + 1) + " of the lambda");
			}
		}
		else if (value instanceof Object[] array) {
			for (int i = 0; i < array.length; i++) {
				push(array[i], path + "[" + i + "]");
			}
		}
		else if (value instanceof Collection<?> collection && isJdk(type)) {
			int i = 0;
			for (Object element : collection) {
				push(element, path + ((path.isEmpty()) ? "element " : ", element ") + i++);
			}
		}
		else if (value instanceof Map<?, ?> map && isJdk(type)) {
			map.forEach((key, element) -> {
				push(key, path + ((path.isEmpty()) ? "a key" : ", a key"));
				push(element, path + ((path.isEmpty()) ? "" : ", ") + "the value of key " + text(key));
			});
		}
		else if (!(value instanceof Externalizable) && !(value instanceof Enum)) {
			expandFields(value, path);
		}
	}

	private void expandFields(Object value, String path) {
		for (Class<?> type = value.getClass(); type != null
				&& Serializable.class.isAssignableFrom(type); type = type.getSuperclass()) {
			ObjectStreamClass description = ObjectStreamClass.lookup(type);
			if (description == null) {
				return;
			}
			for (ObjectStreamField field : description.getFields()) {
				if (!field.isPrimitive()) {
					push(read(value, type, field.getName()), path + (path.isEmpty() ? "" : ", ") + "field '"
							+ field.getName() + "' of " + type.getName());
				}
			}
		}
	}

	private static @Nullable Object read(Object value, Class<?> type, String name) {
		try {
			Field field = type.getDeclaredField(name);
			if (Modifier.isStatic(field.getModifiers())) {
				return null;
			}
			field.setAccessible(true);
			return field.get(value);
		}
		catch (ReflectiveOperationException | InaccessibleObjectException ex) {
			return null;
		}
	}

	private static @Nullable SerializedLambda lambda(Object value) {
		if (!value.getClass().isHidden() && !value.getClass().isSynthetic()) {
			return null;
		}
		try {
			Method method = value.getClass().getDeclaredMethod("writeReplace");
			method.setAccessible(true);
			return (method.invoke(value) instanceof SerializedLambda lambda) ? lambda : null;
		}
		catch (ReflectiveOperationException | InaccessibleObjectException ex) {
			return null;
		}
	}

	private static boolean isJdk(Class<?> type) {
		return type.getName().startsWith("java.");
	}

	private void push(@Nullable Object value, String path) {
		if (value != null && !(value instanceof String) && this.seen.add(value)) {
			this.steps.add(new Step(value, path));
		}
	}

}
