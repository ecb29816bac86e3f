package io.github.parallelpools.spi.codec;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** How objects of one shape are made again. */
sealed interface ReadShape {

	/**
	 * A record whose components have come, in the order in which they were written. As in
	 * the JDK's serialization, they are told by their names: what this side does not know
	 * is left out, and what the other one does not know is 0 or {@code null}.
	 */
	final class OfRecord implements ReadShape {

		private final Class<?> type;

		private final MethodHandle constructor;

		private final @Nullable Object[] defaults;

		/** Where what has come belongs, -1 for nowhere. */
		private final int[] places;

		private OfRecord(Class<?> type, MethodHandle constructor, @Nullable Object[] defaults, int[] places) {
			this.type = type;
			this.constructor = constructor;
			this.defaults = defaults;
			this.places = places;
		}

		static OfRecord read(DataInputStream in, KnownShapes.Classes classes)
				throws IOException, ClassNotFoundException {
			Class<?> type = classes.find(in.readUTF());
			if (!type.isRecord() || !Serializable.class.isAssignableFrom(type)) {
				throw new InvalidClassException(type.getName(), "It is no serializable record here");
			}
			RecordComponent[] components = type.getRecordComponents();
			int[] places = new int[in.readUnsignedShort()];
			for (int i = 0; i < places.length; i++) {
				places[i] = place(components, type, in.readUTF(), in.readUTF());
			}
			return new OfRecord(type, constructor(type, components), defaults(components), places);
		}

		private static int place(RecordComponent[] components, Class<?> type, String name, String descriptor)
				throws InvalidClassException {
			for (int i = 0; i < components.length; i++) {
				if (components[i].getName().equals(name)) {
					Class<?> known = components[i].getType();
					if ((known.isPrimitive() || descriptor.length() == 1)
							&& !known.descriptorString().equals(descriptor)) {
						throw new InvalidClassException(type.getName(),
								"Its component '" + name + "' has another type here");
					}
					return i;
				}
			}
			return -1;
		}

		private static MethodHandle constructor(Class<?> type, RecordComponent[] components)
				throws InvalidClassException {
			try {
				Constructor<?> canonical = type.getDeclaredConstructor(
						Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
				canonical.setAccessible(true);
				return MethodHandles.lookup()
					.unreflectConstructor(canonical)
					.asSpreader(Object[].class, components.length)
					.asType(MethodType.methodType(Object.class, Object[].class));
			}
			catch (ReflectiveOperationException | InaccessibleObjectException ex) {
				throw unusable(type, ex);
			}
		}

		private static @Nullable Object[] defaults(RecordComponent[] components) {
			@Nullable Object[] defaults = new Object[components.length];
			for (int i = 0; i < defaults.length; i++) {
				Class<?> component = components[i].getType();
				defaults[i] = component.isPrimitive() ? Array.get(Array.newInstance(component, 1), 0) : null;
			}
			return defaults;
		}

		int components() {
			return this.places.length;
		}

		@Nullable Object[] start() {
			return this.defaults.clone();
		}

		void set(@Nullable Object[] values, int component, @Nullable Object value) {
			if (this.places[component] >= 0) {
				values[this.places[component]] = value;
			}
		}

		Object make(@Nullable Object[] values) throws IOException {
			try {
				return (Object) this.constructor.invokeExact(values);
			}
			catch (Throwable ex) {
				throw failure("A record " + this.type.getName(), ex);
			}
		}

	}

	/**
	 * One constant of an enum.
	 *
	 * @param constant the constant
	 */
	record OfEnum(Object constant) implements ReadShape {

		@SuppressWarnings({ "unchecked", "rawtypes" })
		static OfEnum read(DataInputStream in, KnownShapes.Classes classes) throws IOException, ClassNotFoundException {
			Class<?> type = classes.find(in.readUTF());
			String name = in.readUTF();
			if (!type.isEnum()) {
				throw new InvalidClassException(type.getName(), "It is no enum here");
			}
			try {
				return new OfEnum(Enum.valueOf((Class<? extends Enum>) type, name));
			}
			catch (IllegalArgumentException ex) {
				InvalidObjectException failure = new InvalidObjectException(
						"enum constant " + name + " does not exist in " + type);
				failure.initCause(ex);
				throw failure;
			}
		}

	}

	/** A lambda, made by the class in which it is written. */
	final class OfLambda implements ReadShape {

		private final Class<?> capturing;

		private final MethodHandle maker;

		private final String[] texts;

		private final int kind;

		private final int captures;

		private OfLambda(Class<?> capturing, MethodHandle maker, String[] texts, int kind, int captures) {
			this.capturing = capturing;
			this.maker = maker;
			this.texts = texts;
			this.kind = kind;
			this.captures = captures;
		}

		static OfLambda read(DataInputStream in, KnownShapes.Classes classes)
				throws IOException, ClassNotFoundException {
			Class<?> capturing = classes.find(in.readUTF().replace('/', '.'));
			classes.find(SerializedLambda.class.getName());
			String[] texts = new String[7];
			for (int i = 0; i < 3; i++) {
				texts[i] = in.readUTF();
			}
			int kind = in.readByte();
			for (int i = 3; i < texts.length; i++) {
				texts[i] = in.readUTF();
			}
			return new OfLambda(capturing, maker(capturing), texts, kind, in.readUnsignedByte());
		}

		private static MethodHandle maker(Class<?> capturing) throws InvalidClassException {
			try {
				Method method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
				method.setAccessible(true);
				return MethodHandles.lookup()
					.unreflect(method)
					.asType(MethodType.methodType(Object.class, SerializedLambda.class));
			}
			catch (ReflectiveOperationException | InaccessibleObjectException ex) {
				throw unusable(capturing, ex);
			}
		}

		int captures() {
			return this.captures;
		}

		Object make(@Nullable Object[] captured) throws IOException {
			SerializedLambda form = new SerializedLambda(this.capturing, this.texts[0], this.texts[1], this.texts[2],
					this.kind, this.texts[3], this.texts[4], this.texts[5], this.texts[6], captured);
			try {
				return (Object) this.maker.invokeExact(form);
			}
			catch (Throwable ex) {
				throw failure("A lambda of " + this.capturing.getName(), ex);
			}
		}

	}

	/** What is thrown if an object can't be made, as the JDK's serialization has it. */
	private static InvalidObjectException failure(String object, Throwable cause) {
		if (cause instanceof Error error) {
			throw error;
		}
		InvalidObjectException failure = new InvalidObjectException(
				object + " could not be made: " + cause.getMessage());
		failure.initCause(cause);
		return failure;
	}

	private static InvalidClassException unusable(Class<?> type, Exception cause) {
		InvalidClassException failure = new InvalidClassException(type.getName(),
				"Its objects can't be made again: " + cause.getMessage());
		failure.initCause(cause);
		return failure;
	}

}
