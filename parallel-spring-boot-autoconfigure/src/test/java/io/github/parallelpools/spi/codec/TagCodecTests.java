package io.github.parallelpools.spi.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskNotPortableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TagCodecTests {

	private static final long MOST = 10_000_000;

	private static final byte JDK = (byte) 0xAC;

	private final SharedObjects shared = new ApplicationObjects(SharedStore.inMemory(), getClass().getClassLoader());

	private final JdkPayloadCodec jdk = new JdkPayloadCodec(getClass().getClassLoader(), null, MOST, this.shared);

	private final TagCodec codec = new TagCodec(this.jdk, getClass().getClassLoader(), null, MOST, this.shared);

	private @Nullable Object travel(@Nullable Object value) throws IOException, ClassNotFoundException {
		byte[] bytes = this.codec.encode(value);
		assertThat(bytes[0]).as("written with tags").isEqualTo(Tag.BEGIN);
		return this.codec.decode(ByteBuffer.wrap(bytes));
	}

	static Stream<@Nullable Object> values() {
		return Stream.of(null, true, false, (byte) -3, (short) 300, 'x', '\ud800', 42, Integer.MIN_VALUE, 1L << 40,
				1.5f, Float.NaN, -0.0, Double.NaN, "", "plain", "what? öß", "日本 \uD83D\uDE00", "lone \ud800 surrogate",
				"x".repeat(100_000), Instant.MAX, Instant.ofEpochSecond(-1, 5), Duration.ofSeconds(-3, 7),
				LocalDate.MIN, LocalTime.MAX, LocalDateTime.of(2026, 11, 26, 1, 2, 3, 4), OffsetDateTime.MIN,
				OffsetDateTime.of(LocalDateTime.MAX, ZoneOffset.ofHoursMinutes(-3, -30)), new UUID(1, -2),
				BigInteger.TEN.pow(100).negate(), BigInteger.ZERO, new BigDecimal("-1.50E+400"), Level.HIGH, Level.ODD,
				new Point(1, -2), new Line(new Point(1, 2), new Point(3, 4)), new Nothing(),
				new Mixed((byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d, true, "text", null, new int[0].length),
				new Generic<>(List.of("a", "b")), List.of(), List.of(1), List.of(1, "two"), List.of(1, 2, 3), Set.of(),
				Set.of("a"), Set.of("a", "b", "c"), Map.of(), Map.of("a", 1), Map.of("a", 1, "b", 2),
				Collections.emptyList(), Collections.emptySet(), Collections.emptyMap(),
				Collections.singletonList(null), Stream.of(1, null, 3, 4).toList(), Stream.of(1, 2, 3).toList(),
				new ArrayList<>(Arrays.asList(1, null, "x")), new LinkedList<>(List.of(1, 2)),
				new HashSet<>(Arrays.asList(1, null, 2L)), new LinkedHashSet<>(List.of(3, 1, 2)),
				new HashMap<>(Map.of("key", List.of(new Point(0, 0)))), nullMap());
	}

	private static Map<@Nullable Object, @Nullable Object> nullMap() {
		Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
		map.put(null, null);
		map.put(new Point(1, 2), Level.LOW);
		return map;
	}

	@ParameterizedTest
	@MethodSource("values")
	void anEqualValueOfTheSameClassArrives(@Nullable Object value) throws Exception {
		Object arrived = travel(value);
		assertThat(arrived).isEqualTo(value);
		if (value != null) {
			assertThat(arrived).hasSameClassAs(value);
		}
	}

	static Stream<Object> arrays() {
		return Stream.of(new byte[] { 1, -2 }, new short[] { 300, -1 }, new char[] { 'a', '\ud800' },
				new int[] { 1, Integer.MIN_VALUE }, new long[] { 1L << 50 }, new float[] { 1.5f, Float.NaN },
				new double[] { -0.0, Double.NaN }, new boolean[] { true, false, true },
				new Object[] { 1, "x", null, new int[] { 2 } }, new String[] { "a", null }, new byte[100_000],
				new int[0]);
	}

	@ParameterizedTest
	@MethodSource("arrays")
	void anEqualArrayArrives(Object array) throws Exception {
		Object arrived = travel(array);
		assertThat(arrived).hasSameClassAs(array);
		assertThat(Arrays.deepEquals(new Object[] { arrived }, new Object[] { array })).isTrue();
	}

	@Test
	void elementsKeepTheirClasses() throws Exception {
		assertThat((List<?>) travel(List.of((byte) 1, (short) 1, 1, 1L, 1f, 1d, '1')))
			.isEqualTo(List.of((byte) 1, (short) 1, 1, 1L, 1f, 1d, '1'));
		assertThat(((ArrayDeque<?>) travel(new ArrayDeque<>(List.of(1, 2)))).toArray()).containsExactly(1, 2);
	}

	@Test
	@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void keysThatWantTheSamePlaceAreRefusedInTime() {
		int count = 1 << 17;
		byte[] bytes = this.codec
			.encode(IntStream.range(0, count).mapToObj((i) -> (i >> 7) << 18 | (i & 127)).toList());
		// The same as a set, which nobody could make.
		bytes[1] = Tag.SET_OF;
		assertThatExceptionOfType(InvalidObjectException.class)
			.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bytes)))
			.withMessageContaining("took more than");
	}

	@Test
	void aListTellsWhetherItToleratesNull() throws Exception {
		assertThat(((List<?>) travel(Stream.of(1, 2, 3).toList())).contains(null)).isFalse();
		List<?> strict = (List<?>) travel(List.of(1, 2, 3));
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> strict.contains(null));
	}

	@Test
	void whatIsSharedInAValueStaysShared() throws Exception {
		List<Integer> shared = new ArrayList<>(List.of(1));
		String text = new String("text");
		List<?> arrived = (List<?>) travel(List.of(shared, new Generic<>(shared), shared, text, text));
		assertThat(arrived.get(2)).isSameAs(arrived.get(0));
		assertThat(((Generic<?>) arrived.get(1)).value()).isSameAs(arrived.get(0));
		assertThat(arrived.get(4)).isSameAs(arrived.get(3));
	}

	@Test
	void manyObjectsAreToldApart() throws Exception {
		List<Object> many = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			many.add(new ArrayList<>(List.of(i)));
		}
		many.addAll(List.copyOf(many));
		List<?> arrived = (List<?>) travel(many);
		assertThat(arrived).isEqualTo(many);
		for (int i = 0; i < 100; i++) {
			assertThat(arrived.get(100 + i)).isSameAs(arrived.get(i));
		}
		assertThat(arrived.get(0)).isNotSameAs(arrived.get(1));
	}

	@Test
	void aCollectionMayHoldItself() throws Exception {
		List<Object> list = new ArrayList<>();
		list.add(list);
		List<?> arrived = (List<?>) travel(list);
		assertThat(arrived.get(0)).isSameAs(arrived);
		Object[] array = { null };
		array[0] = array;
		Object[] other = (Object[]) travel(array);
		assertThat(other[0]).isSameAs(other);
	}

	@Test
	void aRecordThatHoldsItselfIsLeftToTheJdk() {
		List<Object> list = new ArrayList<>();
		Generic<List<Object>> record = new Generic<>(list);
		list.add(record);
		assertThat(this.codec.encode(record)[0]).isEqualTo(JDK);
	}

	@Test
	void lambdasArriveWithWhatTheyCapture() throws Exception {
		int number = 20;
		String text = "x";
		List<Point> points = List.of(new Point(1, 2));
		TaskCallable<String> task = () -> text + number + points;
		assertThat(call(task)).isEqualTo(text + number + points);
		TaskCallable<TaskCallable<Integer>> nested = () -> () -> number + 1;
		assertThat(((TaskCallable<?>) call(nested)).call()).isEqualTo(21);
		TaskCallable<Integer> reference = points.get(0)::x;
		assertThat(call(reference)).isEqualTo(1);
		TaskCallable<ArrayList<Object>> constructor = ArrayList::new;
		assertThat(call(constructor)).isEqualTo(new ArrayList<>());
		TaskCallable<Object> capturing = () -> task.call() + reference.call();
		assertThat(call(capturing)).isEqualTo(text + number + points + 1);
		long wide = 1L << 40;
		double real = 1.5;
		TaskCallable<Double> two = () -> wide + real;
		assertThat(call(two)).isEqualTo(wide + real);
	}

	private @Nullable Object call(TaskCallable<?> task) throws Exception {
		TaskCallable<?> arrived = (TaskCallable<?>) travel(task);
		assertThat(arrived).isNotNull();
		return arrived.call();
	}

	@Test
	void eachObjectOfALambdaHasItsOwn() throws Exception {
		List<Object> results = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int number = i;
			results.add(call(() -> number));
		}
		assertThat(results).containsExactly(0, 1, 2);
	}

	@Test
	void locksAndMapsThatAreSharedAreTheSameAtTheOtherEnd() throws Exception {
		SharedLock lock = this.shared.lock("one", () -> false);
		SharedMap<Integer> map = this.shared.map("all");
		TaskCallable<String> task = () -> {
			map.put("key", 7);
			return lock.name() + map.tag();
		};
		assertThat(call(task)).isEqualTo("oneall");
		assertThat(map.get("key")).isEqualTo(7);
	}

	static Stream<Object> foreign() {
		return Stream.of(new Plain(1), List.of(new Plain(1)), new Generic<>(new Plain(1)), new Replaced("x"),
				new Externalized("x"), new TreeMap<>(Map.of(1, 2)), new LinkedHashMap<>(Map.of(1, 2)),
				Arrays.asList(1, 2), Collections.unmodifiableList(new ArrayList<>(List.of(1))), new Own(List.of(1)),
				List.of((Object) new Integer[] { 1 }), List.of((Object) new Point[] { new Point(1, 2) }), deep(150));
	}

	private static Object deep(int levels) {
		Object value = 1;
		for (int i = 0; i < levels; i++) {
			value = List.of(value);
		}
		return value;
	}

	@ParameterizedTest
	@MethodSource("foreign")
	void allElseIsLeftToTheJdkAsAWhole(Object value) throws Exception {
		byte[] bytes = this.codec.encode(value);
		assertThat(bytes).isEqualTo(this.jdk.encode(value));
		Object arrived = this.codec.decode(ByteBuffer.wrap(bytes));
		assertThat(arrived).usingRecursiveComparison().isEqualTo(value);
	}

	@Test
	void whatCantTravelIsRefusedAsTheJdkRefusesIt() {
		assertThatExceptionOfType(TaskNotPortableException.class)
			.isThrownBy(() -> this.codec.encode(List.of(new Object())))
			.withMessageContaining("java.lang.Object");
		assertThatExceptionOfType(TaskNotPortableException.class)
			.isThrownBy(() -> this.codec.encode(new byte[(int) MOST + 1]))
			.withMessageContaining("process.max-payload");
	}

	@Test
	void aLambdaThatCapturesWhatCantTravelIsRefused() {
		Object captured = new Object();
		TaskCallable<String> task = captured::toString;
		assertThatExceptionOfType(TaskNotPortableException.class).isThrownBy(() -> this.codec.encode(task));
	}

	@Test
	void whereAFilterSaysWhatIsReadAllIsWrittenAsTheJdkDoes() throws Exception {
		ObjectInputFilter filter = ObjectInputFilter.Config.createFilter("java.**;!*");
		TagCodec filtered = new TagCodec(new JdkPayloadCodec(getClass().getClassLoader(), filter, MOST),
				getClass().getClassLoader(), filter, MOST, this.shared);
		byte[] bytes = filtered.encode(List.of(1));
		assertThat(bytes[0]).isEqualTo(JDK);
		assertThat(filtered.decode(ByteBuffer.wrap(bytes))).isEqualTo(List.of(1));
	}

	static Stream<Object> whatAFilterRefuses() {
		Object record = new Point(1, 2);
		return Stream.of(record, List.of(record), new Generic<>(1), Map.of("key", record), List.of(Level.HIGH, 1),
				List.of(Untouched.ONE), new TaskCallable<?>[] { () -> 1 }[0]);
	}

	@ParameterizedTest
	@MethodSource("whatAFilterRefuses")
	void aFilterIsAskedOfWhatTheOtherEndWroteWithTags(Object value) {
		byte[] bytes = this.codec.encode(value);
		assertThat(bytes[0]).isEqualTo(Tag.BEGIN);
		TagCodec filtered = filtered("java.**;!*");
		assertThatExceptionOfType(InvalidClassException.class).isThrownBy(() -> filtered.decode(ByteBuffer.wrap(bytes)))
			.withMessageContaining("REJECTED");
	}

	@Test
	void aFilterLetsPassWhatItAllows() throws Exception {
		TagCodec filtered = filtered(
				"java.**;io.github.parallelpools.spi.codec.TagCodecTests;io.github.parallelpools.spi.codec.TagCodecTests$Point;!*");
		List<Object> value = List.of(new Point(1, 2), 1, "text", new ArrayList<>(List.of(1L)), Instant.EPOCH);
		assertThat(filtered.decode(ByteBuffer.wrap(this.codec.encode(value)))).isEqualTo(value);
		TaskCallable<Object> task = () -> value;
		TaskCallable<?> arrived = (TaskCallable<?>) filtered.decode(ByteBuffer.wrap(this.codec.encode(task)));
		assertThat(arrived).isNotNull();
		assertThat(arrived.call()).isEqualTo(value);
	}

	@Test
	void aFilterKnowsHowLongArraysAre() {
		byte[] bytes = this.codec.encode(new int[10]);
		TagCodec filtered = filtered("maxarray=9");
		assertThatExceptionOfType(InvalidClassException.class)
			.isThrownBy(() -> filtered.decode(ByteBuffer.wrap(bytes)));
	}

	private TagCodec filtered(String pattern) {
		ObjectInputFilter filter = ObjectInputFilter.Config.createFilter(pattern);
		return new TagCodec(this.jdk, getClass().getClassLoader(), filter, MOST, this.shared);
	}

	@Test
	void aRecordThatRefusesItsComponentsIsNotMade() {
		Positive.checked = false;
		byte[] bytes = this.codec.encode(new Positive(-1));
		Positive.checked = true;
		assertThatExceptionOfType(InvalidObjectException.class)
			.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bytes)))
			.withMessageContaining("must be positive");
	}

	@Test
	void theFieldsOfARecordTravelNotWhatItsAccessorsSay() throws Exception {
		Secretive arrived = (Secretive) travel(new Secretive("kept"));
		assertThat(arrived).isNotNull();
		assertThat(arrived.reveal()).isEqualTo("kept");
	}

	@Test
	void bytesAreReadInAnyPartOfABuffer() throws Exception {
		byte[] bytes = this.codec.encode(new Point(3, 4));
		ByteBuffer part = ByteBuffer.allocate(bytes.length + 20).position(10).put(bytes).flip().position(10);
		assertThat(this.codec.decode(part.slice())).isEqualTo(new Point(3, 4));
	}

	@Test
	void damagedBytesAreRefusedAndTakeNoMemory() {
		byte[] bytes = this.codec
			.encode(List.of("text", new Point(1, 2), new int[] { 1, 2, 3 }, Map.of("a", Level.LOW), Instant.EPOCH));
		for (int i = 1; i < bytes.length; i++) {
			for (int change : new int[] { 1, 0x7f, 0x80, 0xff }) {
				byte[] damaged = bytes.clone();
				damaged[i] ^= (byte) change;
				readOrRefuse(damaged);
			}
			readOrRefuse(Arrays.copyOf(bytes, i));
		}
	}

	/** Whatever is read, it is no error of the JVM and none that nobody expects. */
	private void readOrRefuse(byte[] bytes) {
		try {
			Object unused = this.codec.decode(ByteBuffer.wrap(bytes));
		}
		catch (IOException | ClassNotFoundException ex) {
			assertThat(ex).hasMessageNotContaining("OutOfMemory");
		}
	}

	@Test
	void aFewBytesCantAnnounceALargeArray() {
		byte[] bytes = { Tag.BEGIN, Tag.LONGS, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7 };
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bytes)));
	}

	@Test
	void hashCodesThatVisitTooMuchAreRefused() {
		ByteSink sink = new ByteSink(MOST);
		// Sixty sets of two, each in the next one twice: nobody could ever write them.
		sink.putByte(Tag.BEGIN);
		nest(sink, 60, new int[1]);
		assertThatExceptionOfType(InvalidObjectException.class)
			.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(sink.toByteArray())))
			.withMessageContaining("no honest sender");
	}

	/** A set of an inner set and of a list that holds that set again. */
	private static int nest(ByteSink sink, int levels, int[] count) {
		int number = count[0]++;
		sink.putByte(Tag.HASH_SET);
		if (levels == 0) {
			sink.putCount(0);
			return number;
		}
		sink.putCount(2);
		int inner = nest(sink, levels - 1, count);
		count[0]++;
		sink.putByte(Tag.ARRAY_LIST);
		sink.putCount(1);
		sink.putByte(Tag.AGAIN);
		sink.putCount(inner);
		return number;
	}

	enum Untouched {

		ONE

	}

	enum Level {

		LOW, HIGH, ODD {
			@Override
			public String toString() {
				return "odd";
			}
		}

	}

	record Point(int x, int y) implements Serializable {
	}

	record Line(Point from, Point to) implements Serializable {
	}

	record Nothing() implements Serializable {
	}

	record Mixed(byte b, short s, char c, int i, long l, float f, double d, boolean z, String text,
			@Nullable Object none, Number number) implements Serializable {
	}

	record Generic<T>(T value) implements Serializable {
	}

	record Secretive(String text) implements Serializable {

		@Override
		public String text() {
			return "none of your business";
		}

		String reveal() {
			return this.text;
		}

	}

	record Positive(int number) implements Serializable {

		private static boolean checked;

		Positive {
			if (checked && number < 0) {
				throw new IllegalArgumentException("It must be positive");
			}
		}

	}

	record Replaced(String text) implements Serializable {

		private Object readResolve() {
			return new Replaced(this.text);
		}

	}

	record Externalized(String text) implements java.io.Externalizable {

		@Override
		public void writeExternal(java.io.ObjectOutput out) {
			throw new UnsupportedOperationException("Records are never written so");
		}

		@Override
		public void readExternal(java.io.ObjectInput in) {
			throw new UnsupportedOperationException("Records are never read so");
		}

	}

	static class Plain implements Serializable {

		private static final long serialVersionUID = 1;

		private final int number;

		Plain(int number) {
			this.number = number;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Plain plain && plain.number == this.number;
		}

		@Override
		public int hashCode() {
			return this.number;
		}

	}

	static class Own extends ArrayList<Integer> {

		private static final long serialVersionUID = 1;

		Own(List<Integer> elements) {
			super(elements);
		}

	}

}
