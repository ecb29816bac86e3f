package io.github.parallelpools.spi;

import java.io.Externalizable;
import java.io.NotSerializableException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
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

	private static final String GENERAL_REMEDY = "Let it implement java.io.Serializable, or leave it out.";

	private static final String CAPTURED_THIS = "The lambda uses a field or a method of the object that it is written in: "
			+ "copy the field to a local variable before the lambda and use that, make the method static, "
			+ "or make the class serializable.";

	private static final String OUTER = "Make the inner class static, or write a lambda, "
			+ "or make the class around it serializable.";

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final Deque<Step> steps = new ArrayDeque<>();

	/**
	 * An object on the way.
	 *
	 * @param value the object
	 * @param path how it was reached
	 * @param remedy what helps if it is in the way, sentences
	 */
	private record Step(Object value, String path, String remedy) {
	}

	private PortabilityReport() {
	}

	static String of(@Nullable Object value, Throwable failure) {
		if (failure instanceof NotSerializableException) {
			Step offender = (value != null) ? new PortabilityReport().search(value) : null;
			String what = (offender != null) ? name(offender) : failure.getMessage() + " somewhere inside";
			return "%s can't travel to another process: %s is not serializable. %s".formatted(describe(value), what,
					(offender != null) ? offender.remedy() : GENERAL_REMEDY);
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

	private static String name(Step offender) {
		return describe(offender.value()) + (offender.path().isEmpty() ? "" : " in " + offender.path());
	}

	private @Nullable Step search(Object root) {
		push(root, "", GENERAL_REMEDY);
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
				return step;
			}
			expand(value, step.path().isEmpty() ? "" : step.path() + ", ", step.remedy());
		}
		return null;
	}

	private void expand(Object value, String path, String remedy) {
		Class<?> type = value.getClass();
		SerializedLambda lambda = lambda(value);
		if (lambda != null) {
			expandLambda(lambda, path, remedy);
		}
		else if (value instanceof Object[] array) {
			for (int i = 0; i < array.length; i++) {
				push(array[i], path + "element " + i, remedy);
			}
		}
		else if (value instanceof Collection<?> collection && isJdk(type)) {
			int i = 0;
			for (Object element : collection) {
				push(element, path + "element " + i++, remedy);
			}
		}
		else if (value instanceof Map<?, ?> map && isJdk(type)) {
			map.forEach((key, element) -> {
				push(key, path + "a key", remedy);
				push(element, path + "the value of key " + text(key), remedy);
			});
		}
		else if (!(value instanceof Externalizable) && !(value instanceof Enum)) {
			expandFields(value, path, remedy);
		}
	}

	/**
	 * What a lambda captures. The first of it is {@code this} if the compiler has made an
	 * instance method of the lambda's body, and the object on the left of {@code ::} if
	 * the method is one that somebody has written.
	 */
	private void expandLambda(SerializedLambda lambda, String path, String remedy) {
		boolean isOfInstance = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
				&& lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
		boolean isReference = !lambda.getImplMethodName().startsWith("lambda$");
		for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
			Object captured = lambda.getCapturedArg(i);
			if (i > 0 || !isOfInstance) {
				int number = isOfInstance ? i : i + 1;
				push(captured, path + "captured variable " + number + " of the lambda", remedy);
			}
			else if (isReference) {
				push(captured, path + "the object of the method reference '::" + lambda.getImplMethodName() + "'",
						"Make it serializable, or refer to a static method.");
			}
			else {
				push(captured, path + "'this' of the lambda", CAPTURED_THIS);
			}
		}
	}

	private void expandFields(Object value, String path, String remedy) {
		for (Class<?> type = value.getClass(); type != null
				&& Serializable.class.isAssignableFrom(type); type = type.getSuperclass()) {
			ObjectStreamClass description = ObjectStreamClass.lookup(type);
			if (description == null) {
				return;
			}
			for (ObjectStreamField field : description.getFields()) {
				if (!field.isPrimitive()) {
					Object content = read(value, type, field.getName());
					if (isOuter(type, field.getName())) {
						push(content, path + "the object around the inner class " + type.getName(), OUTER);
					}
					else {
						push(content, path + "field '" + field.getName() + "' of " + type.getName(), remedy);
					}
				}
			}
		}
	}

	/** The field in which the compiler keeps what an inner class is made in. */
	private static boolean isOuter(Class<?> type, String field) {
		return field.startsWith("this$") && type.getEnclosingClass() != null;
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

	private void push(@Nullable Object value, String path, String remedy) {
		if (value != null && !(value instanceof String) && this.seen.add(value)) {
			this.steps.add(new Step(value, path, remedy));
		}
	}

}
