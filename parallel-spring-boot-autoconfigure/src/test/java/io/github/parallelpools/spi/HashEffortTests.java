package io.github.parallelpools.spi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is read asks for no hash code that would take for ever. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HashEffortTests {

	private final JdkPayloadCodec codec = new JdkPayloadCodec(getClass().getClassLoader(), null, 64 * 1024 * 1024);

	private Object decoded(Object value) throws Exception {
		return this.codec.decode(ByteBuffer.wrap(this.codec.encode(value)));
	}

	/** Fills a list with two of a thing that holds two of a thing and so on. */
	private static void fold(List<Object> list, int depth, UnaryOperator<Object> around) {
		List<Object> inner = new ArrayList<>();
		Object shared = around.apply(inner);
		list.add(shared);
		list.add(shared);
		if (depth > 1) {
			fold(inner, depth - 1, around);
		}
	}

	static Stream<Named<Function<List<Object>, Object>>> tables() {
		return Stream.of(Named.of("set", (list) -> new HashSet<>(Set.of(list))),
				Named.of("linked set", (list) -> new LinkedHashSet<>(Set.of(list))),
				Named.of("keys", (list) -> new HashMap<>(Map.of(list, 1))),
				Named.of("keys of a table", (list) -> new Hashtable<>(Map.of(list, 1))),
				Named.of("concurrent keys", (list) -> new ConcurrentHashMap<>(Map.of(list, 1))),
				Named.of("fixed set", (list) -> Set.of(list, "a", "b")),
				Named.of("fixed keys", (list) -> Map.of(list, 1, "a", 2)),
				Named.of("later than the list", (list) -> new Object[] { list, new HashSet<>(Set.of(list)) }));
	}

	@ParameterizedTest
	@MethodSource("tables")
	void elementsThatUnfoldWithoutEndAreRefusedBeforeATableAsksForTheirHashCode(Function<List<Object>, Object> table) {
		List<Object> list = new ArrayList<>();
		Object bomb = table.apply(list);
		fold(list, 60, (inner) -> inner);
		assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> decoded(bomb))
			.withMessageContaining("more than 100000000 elements");
	}

	static Stream<Named<UnaryOperator<Object>>> wrappings() {
		return Stream.of(Named.of("unmodifiable", (inner) -> Collections.unmodifiableList((List<?>) inner)),
				Named.of("synchronized", (inner) -> Collections.synchronizedList((List<?>) inner)),
				Named.of("fixed", (inner) -> List.of(inner, 1)), Named.of("array", (inner) -> Arrays.asList(inner, 1)),
				Named.of("entry", (inner) -> new AbstractMap.SimpleEntry<>("a", inner)),
				Named.of("value", (inner) -> new HashMap<>(Map.of("a", inner))),
				Named.of("copies", (inner) -> Collections.nCopies(3, inner)),
				Named.of("optional keys", (inner) -> new ConcurrentHashMap<>(Map.of("a", inner))));
	}

	@ParameterizedTest
	@MethodSource("wrappings")
	void whateverStandsBetweenTheyAreRefused(UnaryOperator<Object> around) {
		List<Object> list = new ArrayList<>();
		Object bomb = new HashSet<>(Set.of(list));
		fold(list, 60, around);
		assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> decoded(bomb));
	}

	@Test
	void collectionsThatShareWithinReasonComeBack() throws Exception {
		List<Integer> large = IntStream.range(0, 100_000).boxed().toList();
		List<Object> all = new ArrayList<>(Collections.nCopies(100, large));
		assertThat((List<?>) decoded(all)).hasSize(100).first().isEqualTo(large);
		Object deep = "a";
		for (int i = 0; i < 100; i++) {
			deep = new HashSet<>(Set.of(deep));
		}
		assertThat(decoded(deep)).isEqualTo(deep);
		List<Object> itself = new ArrayList<>();
		itself.add(itself);
		List<?> back = (List<?>) decoded(itself);
		assertThat(back.get(0)).isSameAs(back);
		List<Map<String, Integer>> rows = IntStream.range(0, 50_000)
			.mapToObj((i) -> Map.of("first", i, "second", 1, "third", 2))
			.toList();
		assertThat(decoded(rows)).isEqualTo(rows);
	}

	@Test
	void anElementThatIsNamedAgainAndAgainDoesNotTakeForEver() throws Exception {
		List<Integer> large = new ArrayList<>(Collections.nCopies(100_000, 1));
		byte[] bytes = setOfManyTimes(large, 100_000);
		HashEffort effort = new HashEffort(bytes.length, TimeUnit.MILLISECONDS.toNanos(50));
		assertThatExceptionOfType(InvalidClassException.class).isThrownBy(() -> read(bytes, effort));
		assertThat(effort.hasRefused()).isTrue();
		assertThat(effort.refusal()).hasMessageContaining("more than 50 ms");
	}

	@Test
	void timeThatAClassTakesForItsOwnReadingIsItsOwn() throws Exception {
		List<Object> slow = new ArrayList<>(List.of(Collections.nCopies(20_000, 1)));
		slow.addAll(List.of(new Slow(), new Slow(), new Slow()));
		byte[] bytes = this.codec.encode(slow);
		HashEffort effort = new HashEffort(bytes.length, TimeUnit.MILLISECONDS.toNanos(50));
		assertThat((List<?>) read(bytes, effort)).hasSize(4);
	}

	/** Works for long once it was read. */
	private static final class Slow implements java.io.Serializable {

		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(60);
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
		}

	}

	/** A set that is written with the same element many times. */
	private static byte[] setOfManyTimes(Object element, int times) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Set<Integer> places = new HashSet<>(IntStream.range(0, times).boxed().toList());
		try (ObjectOutputStream out = new Replacing(bytes, element)) {
			out.writeObject(places);
		}
		return bytes.toByteArray();
	}

	private static final class Replacing extends ObjectOutputStream {

		private final Object element;

		private boolean replaced;

		Replacing(OutputStream out, Object element) throws IOException {
			super(out);
			this.element = element;
			enableReplaceObject(true);
		}

		@Override
		protected Object replaceObject(Object object) {
			// The numbers within the element stay.
			return (object instanceof Integer number && (!this.replaced || number != 1)) ? replacement() : object;
		}

		private Object replacement() {
			this.replaced = true;
			return this.element;
		}

	}

	private static Object read(byte[] bytes, HashEffort effort) throws Exception {
		try (ObjectInputStream in = new Effortful(bytes, effort)) {
			in.setObjectInputFilter(effort);
			return in.readObject();
		}
	}

	private static final class Effortful extends ObjectInputStream {

		private final HashEffort effort;

		Effortful(byte[] bytes, HashEffort effort) throws IOException {
			super(new ByteArrayInputStream(bytes));
			this.effort = effort;
			enableResolveObject(true);
		}

		@Override
		protected Object resolveObject(Object object) throws IOException {
			this.effort.completed(object);
			return object;
		}

	}

}
