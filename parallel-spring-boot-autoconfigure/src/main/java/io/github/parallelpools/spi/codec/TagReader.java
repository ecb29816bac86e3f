package io.github.parallelpools.spi.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.StreamCorruptedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ProbeEffort;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.CurrentContext;

/**
 * Reads one value, which a hostile process may have written: memory is taken in
 * proportion to the bytes that have come, nesting has a limit, and so has the time that
 * hash codes take, which visit what is shared once for each way that leads to it. As long
 * as the list of what it knows. Not thread-safe.
 */
final class TagReader {

	/** A little more than is ever written, as no writer is to be trusted. */
	private static final int DEEPEST = 200;

	private static final int SHORTEST = 4;

	/** What a hash table has if it is given no size. */
	private static final int SMALLEST_TABLE = 16;

	private static final float LOAD = 0.75f;

	private static final int LARGEST_TABLE = 1 << 30;

	/** Java 19 has stopped making tables larger than needed. */
	private static final boolean TIGHT = Runtime.version().feature() >= 19;

	private final ByteSource source;

	private final KnownShapes known;

	private final SharedObjects shared;

	private final @Nullable ObjectInputFilter filter;

	private final KeyEffort effort;

	private final ProbeEffort probes;

	/** What can occur again, by number; {@code null} while it is not made yet. */
	private @Nullable Object[] objects = new Object[SHORTEST];

	/** How many objects the hash code of each visits. */
	private long[] sizes = new long[SHORTEST];

	private int count;

	private final List<ReadShape> shapes = new ArrayList<>(1);

	private int depth;

	/** How many objects the hash code of what was read last visits. */
	private long size;

	private TagReader(ByteSource source, KnownShapes known, SharedObjects shared, @Nullable ObjectInputFilter filter) {
		this.filter = filter;
		this.source = source;
		this.known = known;
		this.shared = shared;
		this.effort = new KeyEffort(source.remaining());
		this.probes = new ProbeEffort(source.remaining());
	}

	/**
	 * Reads a value; the first byte, which says how it is written, was read before.
	 * @param filter is asked of each value of a class of the JDK, {@code null} for
	 * nothing
	 */
	static @Nullable Object read(ByteSource source, KnownShapes known, SharedObjects shared,
			@Nullable ObjectInputFilter filter) throws IOException, ClassNotFoundException {
		try {
			TagReader reader = new TagReader(source, known, shared, filter);
			Object value = reader.next();
			if (source.remaining() > 0) {
				throw new StreamCorruptedException("The value ends before its bytes do");
			}
			return value;
		}
		catch (RuntimeException ex) {
			// What is made again may be refused: equal keys, elements that are null.
			InvalidObjectException failure = new InvalidObjectException("The value can't be made again: " + ex);
			failure.initCause(ex);
			throw failure;
		}
	}

	private @Nullable Object next() throws IOException, ClassNotFoundException {
		if (++this.depth > DEEPEST) {
			throw new StreamCorruptedException("The value is nested too deeply");
		}
		this.size = 1;
		byte tag = this.source.getByte();
		Object value = read(tag);
		if (this.filter != null && value != null && !isAsked(tag)) {
			ReadFilter.check(this.filter, value, this.depth);
		}
		this.depth--;
		return value;
	}

	/** Of these classes, the filter was asked when they were found. */
	private static boolean isAsked(byte tag) {
		return switch (tag) {
			case Tag.RECORD, Tag.ENUM, Tag.LAMBDA, Tag.SHARED_LOCK, Tag.SHARED_MAP, Tag.AGAIN -> true;
			default -> false;
		};
	}

	private @Nullable Object read(byte tag) throws IOException, ClassNotFoundException {
		return switch (tag) {
			case Tag.NULL -> null;
			case Tag.TRUE -> true;
			case Tag.FALSE -> false;
			case Tag.BYTE -> this.source.getByte();
			case Tag.SHORT -> this.source.getShort();
			case Tag.CHARACTER -> (char) this.source.getShort();
			case Tag.INTEGER -> this.source.getInt();
			case Tag.LONG -> this.source.getLong();
			case Tag.FLOAT -> Float.intBitsToFloat(this.source.getInt());
			case Tag.DOUBLE -> Double.longBitsToDouble(this.source.getLong());
			case Tag.EMPTY_LIST -> Collections.EMPTY_LIST;
			case Tag.EMPTY_SET -> Collections.EMPTY_SET;
			case Tag.EMPTY_MAP -> Collections.EMPTY_MAP;
			case Tag.ENUM -> this.known.constant(Block.next(this.source)).constant();
			case Tag.AGAIN -> again();
			default -> readNumbered(tag, number());
		};
	}

	private int number() {
		if (this.count == this.objects.length) {
			this.objects = Arrays.copyOf(this.objects, 2 * this.count);
			this.sizes = Arrays.copyOf(this.sizes, 2 * this.count);
		}
		this.sizes[this.count] = 1;
		return this.count++;
	}

	private Object again() throws IOException {
		int number = this.source.getCount();
		Object object = (number >= 0 && number < this.count) ? this.objects[number] : null;
		if (object == null) {
			throw new StreamCorruptedException("An object is referred to before it is there");
		}
		this.size = this.sizes[number];
		return object;
	}

	private Object readNumbered(byte tag, int number) throws IOException, ClassNotFoundException {
		Object value = switch (tag) {
			case Tag.OBJECTS -> fill(number, new Object[this.source.getCount(1)]);
			case Tag.STRINGS -> fill(number, new String[this.source.getCount(1)]);
			case Tag.ARRAY_LIST -> fill(number, (size) -> new ArrayList<>(size));
			case Tag.LINKED_LIST -> fill(number, (size) -> new LinkedList<>());
			case Tag.ARRAY_DEQUE -> fill(number, (size) -> new ArrayDeque<>(size));
			case Tag.HASH_SET -> fillHashed(number, (size) -> new HashSet<>(capacity(size)));
			case Tag.LINKED_HASH_SET -> fillHashed(number, (size) -> new LinkedHashSet<>(capacity(size)));
			case Tag.HASH_MAP -> map(number);
			case Tag.LIST_OF -> List.of(elements(false));
			case Tag.LIST_WITH_NULLS -> Arrays.stream(elements(false)).toList();
			case Tag.SET_OF -> setOf();
			case Tag.MAP_OF -> mapOf();
			case Tag.SINGLETON_LIST -> Collections.singletonList(next());
			case Tag.RECORD -> record();
			case Tag.LAMBDA -> lambda();
			case Tag.SHARED_LOCK -> this.shared.lock(name(), CurrentContext::isEnded);
			case Tag.SHARED_MAP -> this.shared.map(name());
			default -> plain(tag);
		};
		this.objects[number] = value;
		this.sizes[number] = this.size;
		return value;
	}

	/** What holds nothing else. */
	private Object plain(byte tag) throws IOException {
		return switch (tag) {
			case Tag.NARROW_STRING -> {
				int length = this.source.getCount(1);
				yield new String(this.source.array(), this.source.skip(length), length, StandardCharsets.ISO_8859_1);
			}
			case Tag.WIDE_STRING -> {
				int length = this.source.getCount(Character.BYTES);
				yield this.source.view(length * Character.BYTES).slice().asCharBuffer().toString();
			}
			case Tag.INSTANT -> Instant.ofEpochSecond(this.source.getLong(), this.source.getInt());
			case Tag.DURATION -> Duration.ofSeconds(this.source.getLong(), this.source.getInt());
			case Tag.LOCAL_DATE -> LocalDate.ofEpochDay(this.source.getLong());
			case Tag.LOCAL_TIME -> LocalTime.ofNanoOfDay(this.source.getLong());
			case Tag.LOCAL_DATE_TIME -> dateTime();
			case Tag.OFFSET_DATE_TIME -> OffsetDateTime.of(dateTime(), ZoneOffset.ofTotalSeconds(this.source.getInt()));
			case Tag.UUID -> new UUID(this.source.getLong(), this.source.getLong());
			case Tag.BIG_INTEGER -> bigInteger();
			case Tag.BIG_DECIMAL -> {
				int scale = this.source.getInt();
				yield new BigDecimal(bigInteger(), scale);
			}
			default -> array(tag);
		};
	}

	private String name() throws IOException {
		return (plain(this.source.getByte()) instanceof String name) ? name : unknown();
	}

	private LocalDateTime dateTime() throws IOException {
		return LocalDateTime.of(LocalDate.ofEpochDay(this.source.getLong()),
				LocalTime.ofNanoOfDay(this.source.getLong()));
	}

	private BigInteger bigInteger() throws IOException {
		return new BigInteger(this.source.getBytes(this.source.getCount(1)));
	}

	private Object array(byte tag) throws IOException {
		return switch (tag) {
			case Tag.BYTES -> this.source.getBytes(this.source.getCount(1));
			case Tag.SHORTS -> {
				short[] shorts = new short[this.source.getCount(Short.BYTES)];
				this.source.view(shorts.length * Short.BYTES).asShortBuffer().get(shorts);
				yield shorts;
			}
			case Tag.CHARACTERS -> {
				char[] chars = new char[this.source.getCount(Character.BYTES)];
				this.source.view(chars.length * Character.BYTES).asCharBuffer().get(chars);
				yield chars;
			}
			case Tag.INTEGERS -> {
				int[] ints = new int[this.source.getCount(Integer.BYTES)];
				this.source.view(ints.length * Integer.BYTES).asIntBuffer().get(ints);
				yield ints;
			}
			case Tag.LONGS -> {
				long[] longs = new long[this.source.getCount(Long.BYTES)];
				this.source.view(longs.length * Long.BYTES).asLongBuffer().get(longs);
				yield longs;
			}
			case Tag.FLOATS -> {
				float[] floats = new float[this.source.getCount(Float.BYTES)];
				this.source.view(floats.length * Float.BYTES).asFloatBuffer().get(floats);
				yield floats;
			}
			case Tag.DOUBLES -> {
				double[] doubles = new double[this.source.getCount(Double.BYTES)];
				this.source.view(doubles.length * Double.BYTES).asDoubleBuffer().get(doubles);
				yield doubles;
			}
			case Tag.BOOLEANS -> {
				boolean[] booleans = new boolean[this.source.getCount(1)];
				for (int i = 0; i < booleans.length; i++) {
					booleans[i] = this.source.getByte() != 0;
				}
				yield booleans;
			}
			default -> throw new StreamCorruptedException("Nothing is written as " + tag);
		};
	}

	private Object[] fill(int number, @Nullable Object[] array) throws IOException, ClassNotFoundException {
		this.objects[number] = array;
		for (int i = 0; i < array.length; i++) {
			array[i] = next();
		}
		// The hash code of an array is that of no element.
		this.size = 1;
		return array;
	}

	/** Makes a collection for so many elements. */
	@FunctionalInterface
	private interface Maker {

		Collection<@Nullable Object> make(int size);

	}

	private Object fill(int number, Maker maker) throws IOException, ClassNotFoundException {
		int elements = this.source.getCount(1);
		Collection<@Nullable Object> made = maker.make(elements);
		this.objects[number] = made;
		long all = 1;
		for (int i = 0; i < elements; i++) {
			made.add(next());
			all += this.size;
		}
		this.size = all;
		return made;
	}

	private Object fillHashed(int number, Maker maker) throws IOException, ClassNotFoundException {
		int elements = this.source.getCount(1);
		Collection<@Nullable Object> made = maker.make(elements);
		this.objects[number] = made;
		long all = 1;
		for (int i = 0; i < elements; i++) {
			made.add(key());
			all += this.size;
		}
		this.size = all;
		return made;
	}

	/** The next value, which is asked for its hash code soon. */
	private @Nullable Object key() throws IOException, ClassNotFoundException {
		Object value = next();
		this.effort.add(this.size);
		return value;
	}

	private Object map(int number) throws IOException, ClassNotFoundException {
		int entries = this.source.getCount(2);
		Map<@Nullable Object, @Nullable Object> made = new HashMap<>(capacity(entries));
		this.objects[number] = made;
		long all = 1;
		for (int i = 0; i < entries; i++) {
			Object key = key();
			all += this.size;
			made.put(key, next());
			all += this.size;
		}
		this.size = all;
		return made;
	}

	/** As the JDK's serialization has it, so that elements come in the same order. */
	private static int capacity(int size) {
		double needed = TIGHT ? Math.ceil(size / (double) LOAD) : size / LOAD + 1;
		return Math.max(SMALLEST_TABLE, (int) Math.min(needed, LARGEST_TABLE));
	}

	@SuppressWarnings("NullAway") // Who may not have null refuses it
	private Object[] elements(boolean hashed) throws IOException, ClassNotFoundException {
		@Nullable Object[] elements = new Object[this.source.getCount(1)];
		long all = 1;
		for (int i = 0; i < elements.length; i++) {
			elements[i] = hashed ? key() : next();
			all += this.size;
		}
		this.size = all;
		return elements;
	}

	private Object setOf() throws IOException, ClassNotFoundException {
		Object[] elements = elements(true);
		this.probes.tryTable(elements, 1);
		return Set.of(elements);
	}

	@SuppressWarnings({ "unchecked", "rawtypes", "NullAway" }) // As above
	private Object mapOf() throws IOException, ClassNotFoundException {
		int entries = this.source.getCount(2);
		Map.Entry[] all = new Map.Entry[entries];
		Object[] keys = new Object[entries];
		long sum = 1;
		for (int i = 0; i < entries; i++) {
			Object key = key();
			sum += this.size;
			keys[i] = key;
			all[i] = Map.entry(key, next());
			sum += this.size;
		}
		this.size = sum;
		this.probes.tryTable(keys, 1);
		return Map.ofEntries(all);
	}

	private Object record() throws IOException, ClassNotFoundException {
		int number = this.source.getByte();
		ReadShape.OfRecord shape;
		if (number == 0) {
			shape = this.known.record(Block.next(this.source));
			remember(shape);
		}
		else {
			shape = (shape(number) instanceof ReadShape.OfRecord one) ? one : unknown();
		}
		@Nullable Object[] components = shape.start();
		long all = 1;
		for (int i = 0; i < shape.components(); i++) {
			shape.set(components, i, next());
			all += this.size;
		}
		this.size = all;
		return shape.make(components);
	}

	private Object lambda() throws IOException, ClassNotFoundException {
		int number = this.source.getByte();
		ReadShape.OfLambda shape;
		if (number == 0) {
			shape = this.known.lambda(Block.next(this.source));
			remember(shape);
		}
		else {
			shape = (shape(number) instanceof ReadShape.OfLambda one) ? one : unknown();
		}
		@Nullable Object[] captured = new Object[shape.captures()];
		for (int i = 0; i < captured.length; i++) {
			captured[i] = next();
		}
		this.size = 1;
		return shape.make(captured);
	}

	private void remember(ReadShape shape) {
		if (this.shapes.size() < TagWriter.MOST_SHAPES) {
			this.shapes.add(shape);
		}
	}

	private @Nullable ReadShape shape(int number) {
		return (number > 0 && number <= this.shapes.size()) ? this.shapes.get(number - 1) : null;
	}

	private static <T> T unknown() throws IOException {
		throw new StreamCorruptedException("Something is referred to that is not there");
	}

}
