package io.github.parallelpools.spi;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.ObjectStreamField;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Takes the place of {@code java.util.CollSer} in a stream that is read: as that does, it
 * makes one of the JDK's unmodifiable collections of all that has come for it, but not
 * without {@link ProbeEffort}. Its fields, and what it reads, are the serialized form
 * that the JDK documents. Filters are asked for the JDK's class.
 */
final class ReceivedCollection implements Serializable {

	private static final String REPLACED = "java.util.CollSer";

	@Serial
	private static final long serialVersionUID = 6309168927139932177L;

	private static final int LIST = 1;

	private static final int SET = 2;

	private static final int MAP = 3;

	private static final int LIST_WITH_NULLS = 4;

	private int tag;

	private transient @Nullable Object @Nullable [] elements;

	private transient @Nullable ProbeEffort effort;

	/** A stream that bounds the effort. */
	interface Bounded {

		ProbeEffort probes();

	}

	private ReceivedCollection() {
	}

	/** Whether a description in a stream is that of the JDK's class. */
	static boolean replaces(ObjectStreamClass sent) {
		return sent.getName().equals(REPLACED);
	}

	/**
	 * The description by which the objects are read.
	 * @param sent the one that was sent
	 * @param flags how its objects were written
	 * @param filter what the stream may hold
	 * @throws InvalidClassException if it is not what the JDK writes
	 */
	static ObjectStreamClass description(ObjectStreamClass sent, int flags, @Nullable ObjectInputFilter filter)
			throws InvalidClassException {
		ObjectStreamField[] fields = sent.getFields();
		if (flags != (ObjectStreamConstants.SC_SERIALIZABLE | ObjectStreamConstants.SC_WRITE_METHOD)
				|| fields.length != 1 || fields[0].getTypeCode() != 'I' || !fields[0].getName().equals("tag")) {
			throw new InvalidClassException(REPLACED, "It is not written as the JDK writes it");
		}
		boolean refused = filter != null && filter
			.checkInput(new FilterQuestion(ReceivedCollection.class, -1)) == ObjectInputFilter.Status.REJECTED;
		return refused ? sent : ObjectStreamClass.lookup(ReceivedCollection.class);
	}

	/** What a filter is to be asked instead. */
	static FilterInfo asSent(FilterInfo info) {
		if (info.serialClass() != ReceivedCollection.class) {
			return info;
		}
		try {
			return new AsSent(Class.forName(REPLACED, false, null), info);
		}
		catch (ClassNotFoundException ex) {
			return info;
		}
	}

	@Serial
	private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
		in.defaultReadObject();
		int length = in.readInt();
		if (length < 0) {
			throw new InvalidObjectException("negative length " + length);
		}
		ObjectInputFilter filter = in.getObjectInputFilter();
		if (filter != null
				&& filter.checkInput(new FilterQuestion(Object[].class, length)) == ObjectInputFilter.Status.REJECTED) {
			throw new InvalidClassException("filter status: REJECTED");
		}
		@Nullable Object[] read = new Object[length];
		for (int i = 0; i < length; i++) {
			read[i] = in.readObject();
		}
		this.elements = read;
		this.effort = (in instanceof Bounded bounded) ? bounded.probes() : null;
	}

	@Serial
	private Object readResolve() throws InvalidObjectException {
		try {
			return make(Objects.requireNonNull(this.elements));
		}
		catch (NullPointerException | IllegalArgumentException ex) {
			InvalidObjectException failure = new InvalidObjectException("invalid object");
			failure.initCause(ex);
			throw failure;
		}
	}

	@SuppressWarnings("NullAway") // Who may not have null refuses it
	private Object make(@Nullable Object[] all) throws InvalidObjectException {
		return switch (this.tag & 0xff) {
			case LIST -> List.of(all);
			case LIST_WITH_NULLS -> Arrays.stream(all).toList();
			case SET -> {
				tryTable(all, 1);
				yield Set.of(all);
			}
			case MAP -> {
				tryTable(all, 2);
				yield map(all);
			}
			default -> throw new InvalidObjectException("invalid flags 0x" + Integer.toHexString(this.tag));
		};
	}

	private void tryTable(@Nullable Object[] all, int step) throws InvalidObjectException {
		if (this.effort != null) {
			this.effort.tryTable(all, step);
		}
	}

	@SuppressWarnings({ "unchecked", "rawtypes", "NullAway" }) // As above
	private static Map<?, ?> map(@Nullable Object[] all) throws InvalidObjectException {
		if (all.length % 2 != 0) {
			throw new InvalidObjectException("a key has no value");
		}
		Map.Entry[] entries = new Map.Entry[all.length / 2];
		for (int i = 0; i < entries.length; i++) {
			entries[i] = Map.entry(all[2 * i], all[2 * i + 1]);
		}
		return Map.ofEntries(entries);
	}

	@Serial
	private void writeObject(ObjectOutputStream out) throws IOException {
		throw new NotSerializableException(ReceivedCollection.class.getName());
	}

	/** The same question for another class. */
	private record AsSent(Class<?> serialClass, FilterInfo asked) implements FilterInfo {

		@Override
		public long arrayLength() {
			return this.asked.arrayLength();
		}

		@Override
		public long depth() {
			return this.asked.depth();
		}

		@Override
		public long references() {
			return this.asked.references();
		}

		@Override
		public long streamBytes() {
			return this.asked.streamBytes();
		}

	}

}
