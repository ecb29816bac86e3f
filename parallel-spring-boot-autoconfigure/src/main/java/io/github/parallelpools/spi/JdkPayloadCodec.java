package io.github.parallelpools.spi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskNotPortableException;

/**
 * JDK serialization: any {@link java.io.Serializable} and every lambda of a serializable
 * type can travel. Classes are looked up in the application's class loader. Shared locks
 * and maps that a lambda captures, or an object holds, are the same at the other end.
 */
public final class JdkPayloadCodec implements PayloadCodec {

	private final ClassLoader classLoader;

	private final @Nullable ObjectInputFilter filter;

	private final long maxBytes;

	private final @Nullable SharedObjects shared;

	/** What is decoded where no filter says so, {@code null} for anything. */
	private final @Nullable ReceivedClasses received;

	/**
	 * Makes a codec.
	 * @param classLoader where classes are looked up
	 * @param filter what may be decoded; {@code null} for anything that the JVM's own
	 * filter allows
	 * @param maxBytes the most bytes that an encoded object may have
	 * @param shared where shared locks and maps are found
	 */
	public JdkPayloadCodec(ClassLoader classLoader, @Nullable ObjectInputFilter filter, long maxBytes,
			SharedObjects shared) {
		this(classLoader, SharedReference.allowedBy(filter), maxBytes, shared, null);
	}

	/**
	 * Makes a codec that finds no shared locks and maps.
	 * @param classLoader where classes are looked up
	 * @param filter what may be decoded; {@code null} for anything that the JVM's own
	 * filter allows
	 * @param maxBytes the most bytes that an encoded object may have
	 */
	public JdkPayloadCodec(ClassLoader classLoader, @Nullable ObjectInputFilter filter, long maxBytes) {
		this(classLoader, SharedReference.allowedBy(filter), maxBytes, null, null);
	}

	private JdkPayloadCodec(ClassLoader classLoader, @Nullable ObjectInputFilter filter, long maxBytes,
			@Nullable SharedObjects shared, @Nullable ReceivedClasses received) {
		this.classLoader = classLoader;
		this.filter = filter;
		this.maxBytes = maxBytes;
		this.shared = shared;
		this.received = received;
	}

	/**
	 * The same codec for what comes from worker processes.
	 * @param classes what is decoded where no filter says so
	 * @return another codec
	 */
	public JdkPayloadCodec receiving(ReceivedClasses classes) {
		return new JdkPayloadCodec(this.classLoader,
				(this.filter != null) ? this.filter : SharedReference.allowedBy((info) -> Status.UNDECIDED),
				this.maxBytes, this.shared, classes);
	}

	@Override
	public byte[] encode(@Nullable Object value) {
		return encode(value, this.maxBytes);
	}

	/**
	 * Encodes an object that should be small.
	 * @param value the object
	 * @param limit the most bytes that it may have, if that is less than usual
	 * @return its bytes
	 * @throws TaskNotPortableException if the object can't be encoded
	 */
	public byte[] encode(@Nullable Object value, long limit) {
		BoundedBytes bytes = new BoundedBytes(Math.min(limit, this.maxBytes));
		try (ObjectOutputStream out = new ApplicationObjectOutputStream(bytes, this.received)) {
			out.writeObject(isNothing(value) ? null : value);
		}
		catch (BoundedBytes.Exceeded ex) {
			throw new TaskNotPortableException(
					"%s has more than %s bytes when it is encoded. Raise 'process.max-payload', or send less."
						.formatted(PortabilityReport.describe(value), this.maxBytes),
					null);
		}
		catch (Throwable ex) {
			// The methods that write it are the user's code.
			throw new TaskNotPortableException(PortabilityReport.of(value, ex), ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Whether it is what Kotlin's functions without a result return, which is not
	 * serializable.
	 */
	private static boolean isNothing(@Nullable Object value) {
		return value != null && value.getClass().getName().equals("kotlin.Unit");
	}

	@Override
	public @Nullable Object decode(ByteBuffer bytes) throws IOException, ClassNotFoundException {
		Payload source = new Payload(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
		ProportionFilter proportion = new ProportionFilter(bytes.remaining());
		HashEffort effort = new HashEffort(bytes.remaining());
		ReceivingFilter receiving = new ReceivingFilter(proportion.and(this.filter), this.received);
		ProbeEffort probes = new ProbeEffort(bytes.remaining());
		try (ObjectInputStream in = new ApplicationObjectInputStream(source, effort, probes)) {
			in.setObjectInputFilter(ObjectInputFilter.merge(effort, receiving));
			return in.readObject();
		}
		catch (InvalidClassException ex) {
			throw effort.hasRefused() ? effort.refusal()
					: proportion.hasRefused() ? proportion.explain(ex) : receiving.explain(ex);
		}
	}

	/** Sends references to what is shared. */
	private static final class ApplicationObjectOutputStream extends ObjectOutputStream {

		private final @Nullable ReceivedClasses received;

		ApplicationObjectOutputStream(OutputStream out, @Nullable ReceivedClasses received) throws IOException {
			super(out);
			this.received = received;
			enableReplaceObject(true);
		}

		@Override
		protected void annotateClass(Class<?> type) {
			if (this.received != null) {
				this.received.written(type);
			}
		}

		@Override
		protected Object replaceObject(Object object) {
			return SharedReference.replace(object);
		}

	}

	/**
	 * Bytes that can be looked at again, as the JDK does not show the flags of a class.
	 */
	private static final class Payload extends ByteArrayInputStream {

		Payload(byte[] bytes, int offset, int length) {
			super(bytes, offset, length);
		}

		int position() {
			return this.pos;
		}

		/**
		 * What the description of a class that starts there says of how it is written.
		 */
		int flags(int start) {
			int name = (this.buf[start] & 0xff) << 8 | (this.buf[start + 1] & 0xff);
			return this.buf[start + 2 + name + Long.BYTES];
		}

	}

	/** Looks classes up in the application's class loader. */
	private final class ApplicationObjectInputStream extends ObjectInputStream implements ReceivedCollection.Bounded {

		private final Payload payload;

		private final HashEffort effort;

		private final ProbeEffort probes;

		ApplicationObjectInputStream(Payload payload, HashEffort effort, ProbeEffort probes) throws IOException {
			super(payload);
			this.payload = payload;
			this.effort = effort;
			this.probes = probes;
			enableResolveObject(true);
		}

		@Override
		public ProbeEffort probes() {
			return this.probes;
		}

		@Override
		protected Object resolveObject(Object object) throws IOException {
			this.effort.completed(object);
			SharedObjects known = JdkPayloadCodec.this.shared;
			return (object instanceof SharedReference reference && known != null) ? reference.resolve(known) : object;
		}

		@Override
		protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
			int start = this.payload.position();
			ObjectStreamClass sent = super.readClassDescriptor();
			if (ReceivedCollection.replaces(sent)) {
				return ReceivedCollection.description(sent, this.payload.flags(start), getObjectInputFilter());
			}
			return ComputedVersions.reconcile(sent, this.payload.flags(start), JdkPayloadCodec.this.classLoader,
					getObjectInputFilter());
		}

		@Override
		protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
			if (description.getName().equals(ReceivedCollection.class.getName())) {
				return ReceivedCollection.class;
			}
			try {
				return Class.forName(description.getName(), false, JdkPayloadCodec.this.classLoader);
			}
			catch (ClassNotFoundException ex) {
				// Primitive types, and classes of this library where its loader is
				// another one.
				return super.resolveClass(description);
			}
		}

		@Override
		protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
			Class<?>[] interfaces = new Class<?>[names.length];
			for (int i = 0; i < names.length; i++) {
				interfaces[i] = Class.forName(names[i], false, JdkPayloadCodec.this.classLoader);
			}
			try {
				return Proxy
					.newProxyInstance(this.getClass().getClassLoader(), interfaces, (proxy, method, args) -> null)
					.getClass();
			}
			catch (IllegalArgumentException ex) {
				return super.resolveProxyClass(names);
			}
		}

	}

}
