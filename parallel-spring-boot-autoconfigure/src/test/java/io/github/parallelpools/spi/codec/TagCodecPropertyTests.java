package io.github.parallelpools.spi.codec;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.SharedObjects;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values made at random are the same after they have travelled as the JDK's serialization
 * would make them: equal, of the same classes, and sharing the same objects inside.
 */
class TagCodecPropertyTests {

	private static final int VALUES = 2000;

	private static final int DEEPEST = 5;

	private final ClassLoader loader = getClass().getClassLoader();

	private final SharedObjects shared = new ApplicationObjects(SharedStore.inMemory(), this.loader);

	private final PayloadCodec jdk = new JdkPayloadCodec(this.loader, null, Integer.MAX_VALUE, this.shared);

	private final PayloadCodec codec = new TagCodec(this.jdk, this.loader, null, Integer.MAX_VALUE, this.shared);

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void whatArrivesIsWhatTheJdkWouldHaveMade(long seed) throws Exception {
		Random random = new Random(seed);
		int tagged = 0;
		for (int i = 0; i < VALUES; i++) {
			Object value = new Maker(random).make(0);
			byte[] bytes = this.codec.encode(value);
			tagged += (bytes[0] == Tag.BEGIN) ? 1 : 0;
			Object arrived = this.codec.decode(ByteBuffer.wrap(bytes));
			Object expected = this.jdk.decode(ByteBuffer.wrap(this.jdk.encode(value)));
			assertThat(new Twins().areTwins(arrived, expected)).as("value %s of seed %s", i, seed).isTrue();
		}
		assertThat(tagged).isBetween(VALUES / 2, VALUES - 1);
	}

	record Pair(@Nullable Object left, @Nullable Object right) implements Serializable {
	}

	record Figures(int count, long sum, @Nullable String name, double share, boolean exact) implements Serializable {
	}

	/** Makes values, some of which hold objects that others hold, too. */
	private static final class Maker {

		private final Random random;

		private final List<Object> made = new ArrayList<>();

		Maker(Random random) {
			this.random = random;
		}

		@Nullable Object make(int depth) {
			if (!this.made.isEmpty() && this.random.nextInt(8) == 0) {
				return this.made.get(this.random.nextInt(this.made.size()));
			}
			Object value = (depth < DEEPEST && this.random.nextInt(3) > 0) ? composite(depth) : simple();
			if (value != null) {
				this.made.add(value);
			}
			return value;
		}

		private @Nullable Object simple() {
			return switch (this.random.nextInt(14)) {
				case 0 -> null;
				case 1 -> this.random.nextBoolean();
				case 2 -> this.random.nextInt();
				case 3 -> this.random.nextLong();
				case 4 -> Double.longBitsToDouble(this.random.nextLong());
				case 5 -> (char) this.random.nextInt();
				case 6 -> text();
				case 7 -> Instant.ofEpochSecond(this.random.nextInt(), this.random.nextInt(1_000_000_000));
				case 8 -> LocalDate.ofEpochDay(this.random.nextInt(100_000));
				case 9 -> new UUID(this.random.nextLong(), this.random.nextLong());
				case 10 -> new BigInteger(100, this.random);
				case 11 -> new BigDecimal(new BigInteger(70, this.random), this.random.nextInt(20));
				case 12 -> TimeUnit.values()[this.random.nextInt(7)];
				default -> new Figures(this.random.nextInt(), this.random.nextLong(), text(),
						this.random.nextGaussian(), this.random.nextBoolean());
			};
		}

		private String text() {
			char[] chars = new char[this.random.nextInt(12)];
			int most = this.random.nextBoolean() ? 128 : Character.MAX_VALUE + 1;
			for (int i = 0; i < chars.length; i++) {
				chars[i] = (char) this.random.nextInt(most);
			}
			return new String(chars);
		}

		private Object composite(int depth) {
			return switch (this.random.nextInt(17)) {
				case 0 -> new ArrayList<>(several(depth));
				case 1 -> new LinkedList<>(several(depth));
				case 2 -> several(depth).toArray();
				case 3 -> texts();
				case 4 -> new HashSet<>(texts());
				case 5 -> map(depth);
				case 6 -> new Pair(make(depth + 1), make(depth + 1));
				case 7 -> Collections.singletonList(make(depth + 1));
				case 8 -> List.of(text(), text(), text());
				case 9 -> several(depth).stream().toList();
				case 10 -> Map.of("a", new Pair(null, make(depth + 1)));
				case 11 -> Set.of(this.random.nextInt());
				case 12 -> this.random.ints(this.random.nextInt(5)).toArray();
				case 13 -> this.random.doubles(this.random.nextInt(5)).toArray();
				case 14 -> itself(depth);
				case 15 -> Collections.emptyList();
				default -> foreign(depth);
			};
		}

		/** What the JDK has to write as a whole. */
		private Object foreign(int depth) {
			return switch (this.random.nextInt(8)) {
				case 0 -> new TreeMap<>(Map.of(text(), 1));
				case 1 -> new LinkedHashMap<>(Map.of(text(), 1));
				default -> new Pair(text(), make(depth + 1));
			};
		}

		private Object itself(int depth) {
			List<@Nullable Object> list = new ArrayList<>(several(depth));
			list.add(list);
			return list;
		}

		private List<@Nullable Object> several(int depth) {
			List<@Nullable Object> several = new ArrayList<>();
			int count = this.random.nextInt(5);
			for (int i = 0; i < count; i++) {
				several.add(make(depth + 1));
			}
			return several;
		}

		private List<String> texts() {
			List<String> texts = new ArrayList<>();
			int count = this.random.nextInt(20);
			for (int i = 0; i < count; i++) {
				texts.add(text());
			}
			return texts;
		}

		private Map<String, @Nullable Object> map(int depth) {
			Map<String, @Nullable Object> map = new HashMap<>();
			for (String key : texts()) {
				map.put(key, make(depth + 1));
			}
			return map;
		}

	}

	/** Compares two values, each with all that it holds. */
	private static final class Twins {

		private final Map<Object, Object> twins = new IdentityHashMap<>();

		private final Map<Object, Object> reverse = new IdentityHashMap<>();

		boolean areTwins(@Nullable Object one, @Nullable Object other) throws ReflectiveOperationException {
			if (one == null || other == null) {
				return one == other;
			}
			if (one.getClass() != other.getClass()) {
				return false;
			}
			// The JDK may make one empty string of several.
			if ("".equals(one) || one instanceof Number || one instanceof Boolean || one instanceof Character
					|| one instanceof Enum) {
				return one.equals(other);
			}
			Object known = this.twins.putIfAbsent(one, other);
			Object reversed = this.reverse.putIfAbsent(other, one);
			if (known != null || reversed != null) {
				return known == other && reversed == one;
			}
			return areAlike(one, other);
		}

		private boolean areAlike(Object one, Object other) throws ReflectiveOperationException {
			if (one instanceof Set) {
				// Their order is nobody's business, and their elements are simple.
				return one.equals(other);
			}
			if (one instanceof List<?> list) {
				return areAll(list, (List<?>) other);
			}
			if (one instanceof Map<?, ?> map) {
				return areAll(map.keySet(), ((Map<?, ?>) other).keySet())
						&& areAll(map.values(), ((Map<?, ?>) other).values());
			}
			if (one.getClass().isArray()) {
				return Array.getLength(one) == Array.getLength(other) && areAll(elements(one), elements(other));
			}
			if (one.getClass().isRecord()) {
				return areAll(components(one), components(other));
			}
			return one.equals(other);
		}

		private static List<@Nullable Object> elements(Object array) {
			List<@Nullable Object> elements = new ArrayList<>();
			for (int i = 0; i < Array.getLength(array); i++) {
				elements.add(Array.get(array, i));
			}
			return elements;
		}

		private static List<@Nullable Object> components(Object record) throws ReflectiveOperationException {
			List<@Nullable Object> components = new ArrayList<>();
			for (RecordComponent component : record.getClass().getRecordComponents()) {
				component.getAccessor().setAccessible(true);
				components.add(component.getAccessor().invoke(record));
			}
			return components;
		}

		private boolean areAll(Iterable<?> some, Iterable<?> others) throws ReflectiveOperationException {
			Iterator<?> other = others.iterator();
			for (Object one : some) {
				if (!other.hasNext() || !areTwins(one, other.next())) {
					return false;
				}
			}
			return !other.hasNext();
		}

	}

}
