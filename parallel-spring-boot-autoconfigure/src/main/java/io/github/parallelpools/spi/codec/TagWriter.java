package io.github.parallelpools.spi.codec;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
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

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;

/**
 * Writes one value. Runs no code of the value's own classes: what would be written by
 * such code is left to the JDK's serialization. As long as the list of what it knows. Not
 * thread-safe.
 */
final class TagWriter {

	/** What is nested more deeply is left to the JDK, which fails with a reason. */
	private static final int DEEPEST = 100;

	/** How many shapes of a value are written once; a count of one byte says which. */
	static final int MOST_SHAPES = 100;

	private static final int SHORTEST = 4;

	/**
	 * By the very class, as others may behave otherwise: the tag of its values, or the
	 * first of several. A table of lambdas instead would take the first value of a new
	 * process 13 ms, as each of them is made when it is put there.
	 */
	private static final Map<Class<?>, Byte> TAGS = tags();

	private final ByteSink sink;

	private final SeenObjects seen = new SeenObjects();

	private final List<WrittenShape> shapes = new ArrayList<>(1);

	/** What is not made before all that it holds is there, and is being written. */
	private int[] unfinished = new int[SHORTEST];

	private int unfinishedSize;

	private int depth;

	private TagWriter(long limit) {
		this.sink = new ByteSink(limit);
	}

	/**
	 * Writes a value.
	 * @return its bytes, {@code null} if it is left to the JDK's serialization
	 */
	static byte @Nullable [] write(@Nullable Object value, long limit) {
		try {
			TagWriter writer = new TagWriter(limit);
			writer.sink.putByte(Tag.BEGIN);
			writer.put(value);
			return writer.sink.toByteArray();
		}
		catch (RuntimeException ex) {
			// It holds what is not written here, or is changed meanwhile.
			return null;
		}
	}

	private static Map<Class<?>, Byte> tags() {
		Map<Class<?>, Byte> tags = new HashMap<>();
		tags.put(Boolean.class, Tag.TRUE);
		tags.put(Byte.class, Tag.BYTE);
		tags.put(Short.class, Tag.SHORT);
		tags.put(Character.class, Tag.CHARACTER);
		tags.put(Integer.class, Tag.INTEGER);
		tags.put(Long.class, Tag.LONG);
		tags.put(Float.class, Tag.FLOAT);
		tags.put(Double.class, Tag.DOUBLE);
		tags.put(String.class, Tag.NARROW_STRING);
		tags.put(byte[].class, Tag.BYTES);
		tags.put(short[].class, Tag.SHORTS);
		tags.put(char[].class, Tag.CHARACTERS);
		tags.put(int[].class, Tag.INTEGERS);
		tags.put(long[].class, Tag.LONGS);
		tags.put(float[].class, Tag.FLOATS);
		tags.put(double[].class, Tag.DOUBLES);
		tags.put(boolean[].class, Tag.BOOLEANS);
		tags.put(Object[].class, Tag.OBJECTS);
		tags.put(String[].class, Tag.STRINGS);
		tags.put(Instant.class, Tag.INSTANT);
		tags.put(Duration.class, Tag.DURATION);
		tags.put(LocalDate.class, Tag.LOCAL_DATE);
		tags.put(LocalTime.class, Tag.LOCAL_TIME);
		tags.put(LocalDateTime.class, Tag.LOCAL_DATE_TIME);
		tags.put(OffsetDateTime.class, Tag.OFFSET_DATE_TIME);
		tags.put(UUID.class, Tag.UUID);
		tags.put(BigInteger.class, Tag.BIG_INTEGER);
		tags.put(BigDecimal.class, Tag.BIG_DECIMAL);
		addCollections(tags);
		return Map.copyOf(tags);
	}

	private static void addCollections(Map<Class<?>, Byte> tags) {
		tags.put(ArrayList.class, Tag.ARRAY_LIST);
		tags.put(LinkedList.class, Tag.LINKED_LIST);
		tags.put(ArrayDeque.class, Tag.ARRAY_DEQUE);
		tags.put(HashSet.class, Tag.HASH_SET);
		tags.put(LinkedHashSet.class, Tag.LINKED_HASH_SET);
		tags.put(HashMap.class, Tag.HASH_MAP);
		tags.put(List.of().getClass(), Tag.LIST_OF);
		tags.put(List.of(0).getClass(), Tag.LIST_OF);
		tags.put(Set.of().getClass(), Tag.SET_OF);
		tags.put(Set.of(0).getClass(), Tag.SET_OF);
		tags.put(Map.of().getClass(), Tag.MAP_OF);
		tags.put(Map.of(0, 0).getClass(), Tag.MAP_OF);
		tags.put(Collections.emptyList().getClass(), Tag.EMPTY_LIST);
		tags.put(Collections.emptySet().getClass(), Tag.EMPTY_SET);
		tags.put(Collections.emptyMap().getClass(), Tag.EMPTY_MAP);
		tags.put(Collections.singletonList(0).getClass(), Tag.SINGLETON_LIST);
	}

	private void putKnown(byte tag, Object value) {
		switch (tag) {
			case Tag.TRUE -> this.sink.putByte((boolean) value ? Tag.TRUE : Tag.FALSE);
			case Tag.BYTE -> tagged(tag).putByte((byte) value);
			case Tag.SHORT -> tagged(tag).putShort((short) value);
			case Tag.CHARACTER -> tagged(tag).putShort((char) value);
			case Tag.INTEGER -> tagged(tag).putInt((int) value);
			case Tag.LONG -> tagged(tag).putLong((long) value);
			case Tag.FLOAT -> tagged(tag).putInt(Float.floatToRawIntBits((float) value));
			case Tag.DOUBLE -> tagged(tag).putLong(Double.doubleToRawLongBits((double) value));
			case Tag.EMPTY_LIST, Tag.EMPTY_SET, Tag.EMPTY_MAP -> this.sink.putByte(tag);
			case Tag.LIST_OF, Tag.SET_OF, Tag.MAP_OF, Tag.SINGLETON_LIST -> putFinished(tag, value);
			default -> putOnce(tag, value);
		}
	}

	/** An object that is written again where it occurs again, only by its number. */
	private void putOnce(byte tag, Object value) {
		if (!isNew(value)) {
			return;
		}
		switch (tag) {
			case Tag.NARROW_STRING -> putString((String) value);
			case Tag.OBJECTS, Tag.STRINGS -> putAll(tag, (Object[]) value);
			case Tag.ARRAY_LIST, Tag.LINKED_LIST, Tag.ARRAY_DEQUE, Tag.HASH_SET, Tag.LINKED_HASH_SET ->
				putAll(tag, (Collection<?>) value);
			case Tag.HASH_MAP -> putAll(tag, (Map<?, ?>) value);
			case Tag.BYTES, Tag.SHORTS, Tag.CHARACTERS, Tag.INTEGERS, Tag.LONGS, Tag.FLOATS, Tag.DOUBLES,
					Tag.BOOLEANS ->
				putArray(tag, value);
			default -> putSimple(tag, value);
		}
	}

	private void putArray(byte tag, Object value) {
		int length = Array.getLength(value);
		switch (tag) {
			case Tag.BYTES -> array(tag, length, 1).put((byte[]) value);
			case Tag.SHORTS -> array(tag, length, Short.BYTES).asShortBuffer().put((short[]) value);
			case Tag.CHARACTERS -> array(tag, length, Character.BYTES).asCharBuffer().put((char[]) value);
			case Tag.INTEGERS -> array(tag, length, Integer.BYTES).asIntBuffer().put((int[]) value);
			case Tag.LONGS -> array(tag, length, Long.BYTES).asLongBuffer().put((long[]) value);
			case Tag.FLOATS -> array(tag, length, Float.BYTES).asFloatBuffer().put((float[]) value);
			case Tag.DOUBLES -> array(tag, length, Double.BYTES).asDoubleBuffer().put((double[]) value);
			default -> {
				ByteBuffer bytes = array(tag, length, 1);
				for (boolean one : (boolean[]) value) {
					bytes.put((byte) (one ? 1 : 0));
				}
			}
		}
	}

	private void putSimple(byte tag, Object value) {
		this.sink.putByte(tag);
		if (value instanceof Instant instant) {
			this.sink.putLong(instant.getEpochSecond());
			this.sink.putInt(instant.getNano());
		}
		else if (value instanceof Duration duration) {
			this.sink.putLong(duration.getSeconds());
			this.sink.putInt(duration.getNano());
		}
		else if (value instanceof LocalDate date) {
			this.sink.putLong(date.toEpochDay());
		}
		else if (value instanceof LocalTime time) {
			this.sink.putLong(time.toNanoOfDay());
		}
		else if (value instanceof LocalDateTime time) {
			put(time);
		}
		else if (value instanceof OffsetDateTime time) {
			put(time.toLocalDateTime());
			this.sink.putInt(time.getOffset().getTotalSeconds());
		}
		else if (value instanceof UUID uuid) {
			this.sink.putLong(uuid.getMostSignificantBits());
			this.sink.putLong(uuid.getLeastSignificantBits());
		}
		else {
			putNumber((Number) value);
		}
	}

	private void put(LocalDateTime time) {
		this.sink.putLong(time.toLocalDate().toEpochDay());
		this.sink.putLong(time.toLocalTime().toNanoOfDay());
	}

	private void putNumber(Number number) {
		if (number instanceof BigDecimal decimal) {
			this.sink.putInt(decimal.scale());
		}
		BigInteger digits = (number instanceof BigDecimal decimal) ? decimal.unscaledValue() : (BigInteger) number;
		byte[] bytes = digits.toByteArray();
		this.sink.putCount(bytes.length);
		this.sink.putBytes(bytes);
	}

	/** As {@link #putOnce}, but it can't occur in itself. */
	private void putFinished(byte tag, Object value) {
		if (!isNew(value)) {
			return;
		}
		begin(this.seen.size() - 1);
		switch (tag) {
			case Tag.LIST_OF ->
				putAll(isNullTolerant((List<?>) value) ? Tag.LIST_WITH_NULLS : tag, (Collection<?>) value);
			case Tag.SET_OF -> putAll(tag, (Collection<?>) value);
			case Tag.MAP_OF -> putAll(tag, (Map<?, ?>) value);
			default -> {
				this.sink.putByte(tag);
				put(((List<?>) value).get(0));
			}
		}
		this.unfinishedSize--;
	}

	/** Lists of {@code List.of} throw where they are asked for {@code null}. */
	private static boolean isNullTolerant(List<?> list) {
		try {
			boolean unused = list.contains(null);
			return true;
		}
		catch (NullPointerException ex) {
			return false;
		}
	}

	private void begin(int number) {
		if (this.unfinishedSize == this.unfinished.length) {
			this.unfinished = Arrays.copyOf(this.unfinished, 2 * this.unfinishedSize);
		}
		this.unfinished[this.unfinishedSize++] = number;
	}

	/**
	 * Whether an object was not written before; else its number is.
	 */
	private boolean isNew(Object value) {
		int number = this.seen.numberOf(value);
		if (number < 0) {
			return true;
		}
		for (int i = 0; i < this.unfinishedSize; i++) {
			if (this.unfinished[i] == number) {
				throw NotWritable.INSTANCE;
			}
		}
		this.sink.putByte(Tag.AGAIN);
		this.sink.putCount(number);
		return false;
	}

	private ByteSink tagged(byte tag) {
		this.sink.putByte(tag);
		return this.sink;
	}

	private ByteBuffer array(byte tag, int length, int bytesEach) {
		this.sink.putByte(tag);
		this.sink.putCount(length);
		long bytes = (long) length * bytesEach;
		int start = this.sink.extend(bytes);
		return ByteBuffer.wrap(this.sink.array(), start, (int) bytes).slice();
	}

	private void putString(String text) {
		byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
		if (isExact(narrow, text)) {
			this.sink.putByte(Tag.NARROW_STRING);
			this.sink.putCount(narrow.length);
			this.sink.putBytes(narrow);
			return;
		}
		this.sink.putByte(Tag.WIDE_STRING);
		this.sink.putCount(text.length());
		int start = this.sink.extend((long) text.length() * Character.BYTES);
		ByteBuffer.wrap(this.sink.array(), start, text.length() * Character.BYTES).asCharBuffer().put(text);
	}

	/** What has no place among those bytes has become a question mark. */
	private static boolean isExact(byte[] narrow, String text) {
		for (byte one : narrow) {
			if (one == '?') {
				return new String(narrow, StandardCharsets.ISO_8859_1).equals(text);
			}
		}
		return narrow.length == text.length();
	}

	private void putAll(byte tag, Collection<?> elements) {
		putAll(tag, elements.toArray());
	}

	private void putAll(byte tag, @Nullable Object[] elements) {
		this.sink.putByte(tag);
		this.sink.putCount(elements.length);
		for (Object element : elements) {
			put(element);
		}
	}

	private void putAll(byte tag, Map<?, ?> map) {
		this.sink.putByte(tag);
		int size = map.size();
		this.sink.putCount(size);
		int count = 0;
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			put(entry.getKey());
			put(entry.getValue());
			count++;
		}
		if (count != size) {
			throw NotWritable.INSTANCE;
		}
	}

	void put(@Nullable Object value) {
		if (value == null) {
			this.sink.putByte(Tag.NULL);
			return;
		}
		if (++this.depth > DEEPEST) {
			throw NotWritable.INSTANCE;
		}
		Byte tag = TAGS.get(value.getClass());
		if (tag != null) {
			putKnown(tag, value);
		}
		else {
			putShaped(value);
		}
		this.depth--;
	}

	private void putShaped(Object value) {
		if (value instanceof SharedLock lock) {
			putShared(value, Tag.SHARED_LOCK, lock.name());
			return;
		}
		if (value instanceof SharedMap<?> map) {
			putShared(value, Tag.SHARED_MAP, map.tag());
			return;
		}
		Class<?> type = (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
		WrittenShape shape = WrittenShape.SHAPES.get(type);
		if (shape instanceof WrittenShape.LambdaShapes first) {
			shape = first.of(value);
		}
		if (shape instanceof WrittenShape.OfEnum constants) {
			this.sink.putByte(Tag.ENUM);
			constants.blocks()[((Enum<?>) value).ordinal()].writeTo(this.sink);
		}
		else if (shape instanceof WrittenShape.OfRecord one) {
			putRecord(one, value);
		}
		else if (shape instanceof WrittenShape.OfLambda one) {
			putLambda(one, value);
		}
		else {
			throw NotWritable.INSTANCE;
		}
	}

	private void putShared(Object value, byte tag, String name) {
		if (isNew(value)) {
			this.sink.putByte(tag);
			putString(name);
		}
	}

	private void putRecord(WrittenShape.OfRecord shape, Object value) {
		if (!isNew(value)) {
			return;
		}
		begin(this.seen.size() - 1);
		this.sink.putByte(Tag.RECORD);
		putShape(shape, shape.block());
		for (int i = 0; i < shape.fields().length; i++) {
			put(shape.component(value, i));
		}
		this.unfinishedSize--;
	}

	private void putLambda(WrittenShape.OfLambda shape, Object value) {
		if (!isNew(value)) {
			return;
		}
		begin(this.seen.size() - 1);
		this.sink.putByte(Tag.LAMBDA);
		putShape(shape, shape.block());
		if (shape.captures() > 0) {
			SerializedLambda form = shape.replace(value);
			for (int i = 0; i < shape.captures(); i++) {
				put(form.getCapturedArg(i));
			}
		}
		this.unfinishedSize--;
	}

	/** Writes a shape, or the number that it has within this value. */
	private void putShape(WrittenShape shape, Block block) {
		for (int i = 0; i < this.shapes.size(); i++) {
			if (this.shapes.get(i) == shape) {
				this.sink.putByte(i + 1);
				return;
			}
		}
		this.sink.putByte(0);
		block.writeTo(this.sink);
		if (this.shapes.size() < MOST_SHAPES) {
			this.shapes.add(shape);
		}
	}

}
