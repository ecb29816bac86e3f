package io.github.parallelpools.spi.codec;

import java.io.Externalizable;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;

import org.jspecify.annotations.Nullable;

/**
 * How the objects of one class are written, found out once for each class. A class that
 * writes or replaces its objects itself is not written here.
 */
sealed interface WrittenShape {

	/** Of classes that are left to the JDK's serialization. */
	WrittenShape FOREIGN = new Foreign();

	ClassValue<WrittenShape> SHAPES = new ClassValue<>() {

		@Override
		protected WrittenShape computeValue(Class<?> type) {
			try {
				return find(type);
			}
			catch (ReflectiveOperationException | InaccessibleObjectException | IOException | LinkageError ex) {
				return FOREIGN;
			}
		}

	};

	/** No shape at all. */
	record Foreign() implements WrittenShape {
	}

	/**
	 * The components of a record, read as the JDK does: by their fields.
	 *
	 * @param block what is written of the class
	 * @param fields reads one component each
	 */
	record OfRecord(Block block, MethodHandle[] fields) implements WrittenShape {

		@Nullable Object component(Object owner, int index) {
			try {
				return (Object) this.fields[index].invokeExact(owner);
			}
			catch (Throwable ex) {
				throw NotWritable.INSTANCE;
			}
		}

	}

	/**
	 * The constants of an enum.
	 *
	 * @param blocks one for each constant
	 */
	record OfEnum(Block[] blocks) implements WrittenShape {
	}

	/**
	 * A lambda, or a reference to a method.
	 *
	 * @param block all but what it captures
	 * @param captures how many things it captures
	 * @param replacing tells what it captures
	 */
	record OfLambda(Block block, int captures, MethodHandle replacing) implements WrittenShape {

		SerializedLambda replace(Object lambda) {
			try {
				return (SerializedLambda) (Object) this.replacing.invokeExact(lambda);
			}
			catch (Throwable ex) {
				throw NotWritable.INSTANCE;
			}
		}

	}

	private static WrittenShape find(Class<?> type) throws ReflectiveOperationException, IOException {
		if (!Serializable.class.isAssignableFrom(type) || Externalizable.class.isAssignableFrom(type)) {
			return FOREIGN;
		}
		if (type.isEnum()) {
			return ofEnum(type);
		}
		if (type.isRecord()) {
			return isPlain(type) ? ofRecord(type) : FOREIGN;
		}
		return type.isHidden() ? ofLambda(type) : FOREIGN;
	}

	/** Whether a record does not stand for anything else, or something else for it. */
	private static boolean isPlain(Class<?> type) {
		for (Method method : type.getDeclaredMethods()) {
			if (method.getParameterCount() == 0
					&& (method.getName().equals("writeReplace") || method.getName().equals("readResolve"))) {
				return false;
			}
		}
		return true;
	}

	private static WrittenShape ofEnum(Class<?> type) throws IOException {
		Object[] constants = type.getEnumConstants();
		Block[] blocks = new Block[constants.length];
		for (int i = 0; i < blocks.length; i++) {
			String name = ((Enum<?>) constants[i]).name();
			blocks[i] = Block.of((out) -> {
				out.writeUTF(type.getName());
				out.writeUTF(name);
			});
		}
		return new OfEnum(blocks);
	}

	private static WrittenShape ofRecord(Class<?> type) throws ReflectiveOperationException, IOException {
		RecordComponent[] components = type.getRecordComponents();
		MethodHandle[] fields = new MethodHandle[components.length];
		for (int i = 0; i < fields.length; i++) {
			Field field = type.getDeclaredField(components[i].getName());
			field.setAccessible(true);
			fields[i] = MethodHandles.lookup()
				.unreflectGetter(field)
				.asType(MethodType.methodType(Object.class, Object.class));
		}
		return new OfRecord(Block.of((out) -> {
			out.writeUTF(type.getName());
			out.writeShort(components.length);
			for (RecordComponent component : components) {
				out.writeUTF(component.getName());
				out.writeUTF(component.getType().descriptorString());
			}
		}), fields);
	}

	private static WrittenShape ofLambda(Class<?> type) throws ReflectiveOperationException, IOException {
		Method method = type.getDeclaredMethod("writeReplace");
		method.setAccessible(true);
		return new LambdaShapes(
				MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(Object.class, Object.class)));
	}

	/** A lambda of which no object was seen yet. */
	final class LambdaShapes implements WrittenShape {

		private final MethodHandle replacing;

		private volatile @Nullable WrittenShape shape;

		private LambdaShapes(MethodHandle replacing) {
			this.replacing = replacing;
		}

		/** The shape, told by the first object. */
		WrittenShape of(Object lambda) {
			WrittenShape known = this.shape;
			if (known == null) {
				known = find(lambda);
				this.shape = known;
			}
			return known;
		}

		private WrittenShape find(Object lambda) {
			try {
				Object replaced = (Object) this.replacing.invokeExact(lambda);
				return (replaced instanceof SerializedLambda form && canBeRead(form, lambda.getClass()))
						? new OfLambda(block(form), form.getCapturedArgCount(), this.replacing) : FOREIGN;
			}
			catch (Throwable ex) {
				return FOREIGN;
			}
		}

		private static boolean canBeRead(SerializedLambda form, Class<?> type) throws ReflectiveOperationException {
			Class<?> capturing = Class.forName(form.getCapturingClass().replace('/', '.'), false,
					type.getClassLoader());
			return capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class) != null;
		}

		private static Block block(SerializedLambda form) throws IOException {
			return Block.of((out) -> {
				out.writeUTF(form.getCapturingClass());
				out.writeUTF(form.getFunctionalInterfaceClass());
				out.writeUTF(form.getFunctionalInterfaceMethodName());
				out.writeUTF(form.getFunctionalInterfaceMethodSignature());
				out.writeByte(form.getImplMethodKind());
				out.writeUTF(form.getImplClass());
				out.writeUTF(form.getImplMethodName());
				out.writeUTF(form.getImplMethodSignature());
				out.writeUTF(form.getInstantiatedMethodType());
				out.writeByte(form.getCapturedArgCount());
			});
		}

	}

}
