package io.github.parallelpools.spi;

import java.io.Externalizable;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Takes a class for the same on both sides if only its computed serialVersionUID differs:
 * an agent that is in one JVM only (coverage, tracing) adds methods, and the number is
 * computed from those. What has a number of its own, or other fields, or is written in
 * another way, is left as it is.
 */
final class ComputedVersions {

	private static final int WAYS_TO_WRITE = ObjectStreamConstants.SC_WRITE_METHOD
			| ObjectStreamConstants.SC_SERIALIZABLE | ObjectStreamConstants.SC_EXTERNALIZABLE;

	private ComputedVersions() {
	}

	/**
	 * Chooses the description of a class by which an object is read.
	 * @param sent the description that was sent
	 * @param flags how its objects were written, as in {@link ObjectStreamConstants}
	 * @param loader where the class is looked up
	 * @param filter what the stream may hold: asked first, as looking at the local class
	 * may run its static initializer
	 * @return the local description if it fits, else the one that was sent
	 */
	static ObjectStreamClass reconcile(ObjectStreamClass sent, int flags, ClassLoader loader,
			@Nullable ObjectInputFilter filter) {
		Class<?> type = find(sent.getName(), loader);
		if (type == null || !Serializable.class.isAssignableFrom(type) || type.isEnum() || type.isRecord()
				|| isRejected(type, filter)) {
			return sent;
		}
		ObjectStreamClass local = ObjectStreamClass.lookup(type);
		boolean fits = local.getSerialVersionUID() != sent.getSerialVersionUID() && !declaresVersion(type)
				&& (flags & WAYS_TO_WRITE) == flags(type) && fields(local).equals(fields(sent));
		return fits ? local : sent;
	}

	private static boolean isRejected(Class<?> type, @Nullable ObjectInputFilter filter) {
		return filter != null && filter.checkInput(new FilterQuestion(type, -1)) == ObjectInputFilter.Status.REJECTED;
	}

	private static @Nullable Class<?> find(String name, ClassLoader loader) {
		if (name.startsWith("[") || name.startsWith("java.")) {
			return null;
		}
		try {
			return Class.forName(name, false, loader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	private static boolean declaresVersion(Class<?> type) {
		for (Field field : type.getDeclaredFields()) {
			if (field.getName().equals("serialVersionUID") && Modifier.isStatic(field.getModifiers())) {
				return true;
			}
		}
		return false;
	}

	/** How objects of a class are written here. */
	private static int flags(Class<?> type) {
		if (Externalizable.class.isAssignableFrom(type)) {
			return ObjectStreamConstants.SC_EXTERNALIZABLE;
		}
		return writesMore(type) ? ObjectStreamConstants.SC_SERIALIZABLE | ObjectStreamConstants.SC_WRITE_METHOD
				: ObjectStreamConstants.SC_SERIALIZABLE;
	}

	private static boolean writesMore(Class<?> type) {
		try {
			Method method = type.getDeclaredMethod("writeObject", ObjectOutputStream.class);
			return Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
					&& method.getReturnType() == void.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	private static List<String> fields(ObjectStreamClass description) {
		return Arrays.stream(description.getFields())
			.sorted(Comparator.comparing(ObjectStreamField::getName))
			.map((field) -> field.getName() + " " + (field.isPrimitive() ? field.getTypeCode() : field.getTypeString()))
			.toList();
	}

}
