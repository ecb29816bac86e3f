package io.github.parallelpools.contract;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.StoredMap;
import io.github.parallelpools.shared.store.ValueCodec;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadValueCodec;
import io.github.parallelpools.task.TaskNotPortableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What a shared map does for one thread, wherever its owner is. */
@Timeout(60)
@SuppressWarnings({ "NullAway", "DataFlowIssue" }) // Nulls are what is tested
abstract class SharedMapContract {

	private static final ValueCodec CODEC = new PayloadValueCodec(
			new JdkPayloadCodec(SharedMapContract.class.getClassLoader(), null, 1024 * 1024));

	private static final String OTHER_VALUES = "other";

	private MapStores stores;

	private SharedMap<String> map;

	abstract MapStores stores();

	@BeforeEach
	void open() {
		this.stores = stores();
		this.map = map("tag", CODEC);
	}

	private <V> SharedMap<V> map(String tag, ValueCodec codec) {
		return new StoredMap<>(tag, this.stores, codec);
	}

	private <V> SharedMap<V> other() {
		return map(OTHER_VALUES, CODEC);
	}

	private SharedMap<String> filled() {
		this.map.put("one", "A");
		this.map.put("two", "B");
		this.map.put("three", "C");
		return this.map;
	}

	@Test
	void theSameTagIsTheSameMap() {
		filled();
		assertThat(this.map.tag()).isEqualTo("tag");
		assertThat(SharedMapContract.this.<String>map("tag", CODEC)).isEqualTo(this.map).hasSize(3);
		assertThat(SharedMapContract.this.<String>map("Tag", CODEC)).isEmpty();
	}

	@Test
	void putsAndGetsAndRemoves() {
		assertThat(this.map).isEmpty();
		assertThat(this.map.get("one")).isNull();
		assertThat(this.map.put("one", "A")).isNull();
		assertThat(this.map.put("one", "B")).isEqualTo("A");
		assertThat(this.map.get("one")).isEqualTo("B");
		assertThat(this.map.containsKey("one")).isTrue();
		assertThat(this.map.containsKey("two")).isFalse();
		assertThat(this.map.containsValue("B")).isTrue();
		assertThat(this.map.containsValue("A")).isFalse();
		assertThat(this.map.size()).isEqualTo(1);
		assertThat(this.map.isEmpty()).isFalse();
		assertThat(this.map.remove("two")).isNull();
		assertThat(this.map.remove("one")).isEqualTo("B");
		assertThat(this.map.remove("one")).isNull();
		assertThat(this.map.isEmpty()).isTrue();
		assertThat(this.map.getOrDefault("one", "Z")).isEqualTo("Z");
		assertThat(this.map.getOrDefault("one", null)).isNull();
		assertThat(filled().getOrDefault("one", "Z")).isEqualTo("A");
	}

	@Test
	void clearsAndIsUsableAgain() {
		filled().clear();
		assertThat(this.map).isEmpty();
		assertThat(this.map.get("one")).isNull();
		assertThat(filled()).hasSize(3);
	}

	@Test
	void looksUpWhatCanNeverBeAKey() {
		filled();
		Map<?, ?> raw = this.map;
		assertThat(raw.get(1)).isNull();
		assertThat(raw.containsKey(1)).isFalse();
		assertThat(raw.remove(1)).isNull();
		assertThat(raw.remove(1, "A")).isFalse();
		assertThat(raw.containsValue(1)).isFalse();
		assertThat(raw.keySet().contains(1)).isFalse();
		assertThat(raw.keySet().remove(1)).isFalse();
		assertThat(raw.get("x".repeat(SharedMap.LONGEST_KEY + 1))).isNull();
	}

	@Test
	void putIfAbsentPutsOnlyWhatIsAbsent() {
		assertThat(this.map.putIfAbsent("one", "A")).isNull();
		assertThat(this.map.putIfAbsent("one", "B")).isEqualTo("A");
		assertThat(this.map.get("one")).isEqualTo("A");
	}

	@Test
	void removesAndReplacesOnlyTheExpectedValue() {
		filled();
		assertThat(this.map.remove("one", "B")).isFalse();
		assertThat(this.map.remove("nine", "B")).isFalse();
		assertThat(this.map.replace("one", "B", "Z")).isFalse();
		assertThat(this.map.replace("nine", "B", "Z")).isFalse();
		assertThat(this.map.replace("nine", "Z")).isNull();
		assertThat(this.map).isEqualTo(Map.of("one", "A", "two", "B", "three", "C"));
		assertThat(this.map.remove("one", "A")).isTrue();
		assertThat(this.map.replace("two", "B", "BB")).isTrue();
		assertThat(this.map.replace("three", "CC")).isEqualTo("C");
		assertThat(this.map).isEqualTo(Map.of("two", "BB", "three", "CC"));
	}

	@Test
	void computes() {
		assertThat(this.map.compute("one", (key, old) -> key + old)).isEqualTo("onenull");
		assertThat(this.map.compute("one", (key, old) -> key + old)).isEqualTo("oneonenull");
		assertThat(this.map.compute("one", (key, old) -> null)).isNull();
		assertThat(this.map.compute("one", (key, old) -> null)).isNull();
		assertThat(this.map).isEmpty();
	}

	@Test
	void computesOnlyWhatIsAbsent() {
		assertThat(this.map.computeIfAbsent("one", (key) -> null)).isNull();
		assertThat(this.map).isEmpty();
		assertThat(this.map.computeIfAbsent("one", (key) -> key + "!")).isEqualTo("one!");
		assertThat(this.map.computeIfAbsent("one", (key) -> {
			throw new AssertionError("It is present");
		})).isEqualTo("one!");
	}

	@Test
	void computesOnlyWhatIsPresent() {
		assertThat(this.map.computeIfPresent("one", (key, old) -> {
			throw new AssertionError("It is absent");
		})).isNull();
		filled();
		assertThat(this.map.computeIfPresent("one", (key, old) -> key + old)).isEqualTo("oneA");
		assertThat(this.map.computeIfPresent("two", (key, old) -> null)).isNull();
		assertThat(this.map).isEqualTo(Map.of("one", "oneA", "three", "C"));
	}

	@Test
	void merges() {
		assertThat(this.map.merge("one", "A", String::concat)).isEqualTo("A");
		assertThat(this.map.merge("one", "B", String::concat)).isEqualTo("AB");
		assertThat(this.map.merge("one", "C", (old, value) -> null)).isNull();
		assertThat(this.map).isEmpty();
	}

	@Test
	void replacesAll() {
		filled().replaceAll((key, value) -> key + value);
		assertThat(this.map).isEqualTo(Map.of("one", "oneA", "two", "twoB", "three", "threeC"));
		assertThatNullPointerException().isThrownBy(() -> this.map.replaceAll((key, value) -> null));
		assertThat(this.map).hasSize(3);
	}

	@Test
	void putsAllOfAnotherMap() {
		this.map.putAll(new TreeMap<>(Map.of("one", "A", "two", "B")));
		assertThat(this.map).isEqualTo(Map.of("one", "A", "two", "B"));
		this.map.putAll(this.map);
		assertThat(this.map).hasSize(2);
		assertThat(new ConcurrentHashMap<>(this.map)).isEqualTo(this.map);
	}

	@Test
	void aFunctionThatThrowsChangesNothing() {
		filled();
		Map<String, String> before = Map.copyOf(this.map);
		RuntimeException broken = new IllegalCallerException("broken");
		List<Executable> uses = List.of(() -> this.map.compute("one", (key, old) -> {
			throw broken;
		}), () -> this.map.computeIfPresent("one", (key, old) -> {
			throw broken;
		}), () -> this.map.computeIfAbsent("nine", (key) -> {
			throw broken;
		}), () -> this.map.merge("one", "B", (old, value) -> {
			throw broken;
		}), () -> this.map.replaceAll((key, value) -> {
			throw broken;
		}), () -> this.map.values().removeIf((value) -> {
			throw broken;
		}));
		uses.forEach((use) -> assertThat(assertThrows(IllegalCallerException.class, use)).isSameAs(broken));
		assertThat(this.map).isEqualTo(before);
	}

	@Test
	void aFunctionMayUseTheMap() {
		filled();
		assertThat(this.map.compute("one", (key, old) -> {
			this.map.put("two", "changed");
			return this.map.computeIfAbsent("nine", (other) -> "made") + old;
		})).isEqualTo("madeA");
		assertThat(this.map).isEqualTo(Map.of("one", "madeA", "two", "changed", "three", "C", "nine", "made"));
	}

	@Test
	void aFunctionRunsAgainIfTheValueHasChangedMeanwhile() {
		filled();
		AtomicInteger runs = new AtomicInteger();
		assertThat(this.map.compute("one", (key, old) -> {
			if (runs.incrementAndGet() == 1) {
				this.map.remove("one");
				this.map.put("one", "A");
			}
			return old + runs;
		})).isEqualTo("A2");
		assertThat(this.map.computeIfAbsent("nine", (key) -> {
			this.map.put("nine", "faster");
			return "slower";
		})).isEqualTo("faster");
	}

	@Test
	void whatHasChangedMeanwhileIsJudgedAgain() {
		List<Predicate<Predicate<String>>> removals = List.of((filter) -> this.map.values().removeIf(filter),
				(filter) -> this.map.entrySet().removeIf((entry) -> filter.test(entry.getValue())));
		removals.forEach((removal) -> {
			this.map.put("key", "drop");
			assertThat(removal.test((value) -> {
				this.map.replace("key", "drop", "keep");
				return value.equals("drop");
			})).isFalse();
			assertThat(this.map).isEqualTo(Map.of("key", "keep"));
		});
		this.map.replaceAll((key, value) -> {
			this.map.remove("key");
			return "anew";
		});
		assertThat(this.map).isEmpty();
	}

	@Test
	void refusesNulls() {
		filled();
		Map<String, String> m = this.map;
		List<Executable> uses = List.of(() -> m.get(null), () -> m.put(null, "A"), () -> m.put("one", null),
				() -> m.containsKey(null), () -> m.containsValue(null), () -> m.remove(null), () -> m.remove(null, "A"),
				() -> m.remove("one", null), () -> m.replace(null, "A"), () -> m.replace("one", null),
				() -> m.replace(null, "A", "B"), () -> m.replace("one", null, "B"), () -> m.replace("one", "A", null),
				() -> m.replace("one", "wrong", null), () -> m.putIfAbsent(null, "A"), () -> m.putIfAbsent("one", null),
				() -> m.getOrDefault(null, "A"), () -> m.compute(null, (key, old) -> "A"), () -> m.compute("one", null),
				() -> m.computeIfAbsent(null, (key) -> "A"), () -> m.computeIfAbsent("one", null),
				() -> m.computeIfPresent(null, (key, old) -> "A"), () -> m.computeIfPresent("one", null),
				() -> m.merge(null, "A", String::concat), () -> m.merge("one", null, String::concat),
				() -> m.merge("one", "A", null), () -> m.putAll(null),
				() -> m.putAll(new HashMap<>(java.util.Collections.singletonMap("nine", null))), () -> m.forEach(null),
				() -> m.replaceAll(null), () -> this.map.addAndGet(null, 1), () -> this.map.incrementAndGet(null),
				() -> m.keySet().removeIf(null), () -> m.values().removeIf(null), () -> m.entrySet().removeIf(null),
				() -> m.keySet().removeAll(null), () -> m.values().removeAll(null), () -> m.entrySet().removeAll(null),
				() -> m.keySet().retainAll(null), () -> m.values().retainAll(null), () -> m.entrySet().retainAll(null),
				() -> m.entrySet().iterator().next().setValue(null));
		assertAll(uses.stream().map((use) -> () -> assertThrows(NullPointerException.class, use)));
		assertThat(this.map).isEqualTo(Map.of("one", "A", "two", "B", "three", "C"));
	}

	@Test
	void refusesKeysThatAreTooLong() {
		String longest = "k".repeat(SharedMap.LONGEST_KEY);
		assertThat(this.map.put(longest, "A")).isNull();
		assertThat(this.map.get(longest)).isEqualTo("A");
		assertThatIllegalArgumentException().isThrownBy(() -> this.map.put(longest + "k", "A"))
			.withMessageContaining("65536 characters")
			.withMessageContaining("'tag'")
			.withMessageContaining("at most 65535");
		assertThatIllegalArgumentException().isThrownBy(() -> this.map.addAndGet(longest + "k", 1));
	}

	@Test
	void equalsAnyMapOfTheSameEntries() {
		filled();
		Map<String, String> same = new HashMap<>(Map.of("one", "A", "two", "B", "three", "C"));
		assertThat(this.map.equals(same)).isTrue();
		assertThat(same.equals(this.map)).isTrue();
		assertThat(this.map.hashCode()).isEqualTo(same.hashCode());
		assertThat(this.map.keySet()).isEqualTo(same.keySet()).hasSameHashCodeAs(same.keySet());
		assertThat(this.map.entrySet()).isEqualTo(same.entrySet()).hasSameHashCodeAs(same.entrySet());
		assertThat(same.keySet()).isEqualTo(this.map.keySet());
		assertThat(same.entrySet()).isEqualTo(this.map.entrySet());
		same.put("one", "Z");
		assertThat(this.map.equals(same)).isFalse();
		assertThat(this.map.equals(null)).isFalse();
		assertThat(this.map.equals("map")).isFalse();
		assertThat(this.map.equals(SharedMapContract.this.<String>map("tag", CODEC))).isTrue();
	}

	@Test
	void printsLikeAnyMap() {
		assertThat(this.map).hasToString("{}");
		this.map.put("one", "A");
		assertThat(this.map).hasToString("{one=A}");
		assertThat(this.map.keySet()).hasToString("[one]");
		assertThat(this.map.values()).hasToString("[A]");
		assertThat(this.map.entrySet()).hasToString("[one=A]");
	}

	@Test
	void goesOverEverything() {
		Map<String, String> seen = new HashMap<>();
		filled().forEach((key, value) -> assertThat(seen.put(key, value)).isNull());
		assertThat(seen).isEqualTo(Map.of("one", "A", "two", "B", "three", "C"));
		assertThat(this.map.keySet().stream()).containsExactlyInAnyOrder("one", "two", "three");
		assertThat(this.map.values().parallelStream()).containsExactlyInAnyOrder("A", "B", "C");
		assertThat(this.map.entrySet().stream().map(Map.Entry::getValue)).containsExactlyInAnyOrder("A", "B", "C");
		assertThat(this.map.keySet().toArray()).containsExactlyInAnyOrder("one", "two", "three");
		assertThat(this.map.values().toArray(new String[5])).hasSize(5).contains("A", "B", "C", null);
		assertThat(this.map.entrySet().toArray(Map.Entry[]::new)).hasSize(3);
		Set<String> keys = new HashSet<>();
		this.map.keySet().forEach(keys::add);
		assertThat(keys).hasSize(3);
	}

	@Test
	void viewsAreLive() {
		Set<String> keys = this.map.keySet();
		Collection<String> values = this.map.values();
		Set<Map.Entry<String, String>> entries = this.map.entrySet();
		assertThat(keys).isEmpty();
		filled();
		assertThat(keys).hasSize(3).contains("one");
		assertThat(values).hasSize(3).contains("A");
		assertThat(entries).hasSize(3).contains(Map.entry("one", "A"));
		assertThat(keys.containsAll(List.of("one", "two"))).isTrue();
		assertThat(keys.containsAll(List.of("one", "nine"))).isFalse();
		assertThat(values.containsAll(List.of("A", "Z"))).isFalse();
		assertThat(keys.isEmpty()).isFalse();
		assertThat(entries.contains(Map.entry("one", "B"))).isFalse();
		assertThat(entries.contains(new AbstractMap.SimpleEntry<>(null, "A"))).isFalse();
		assertThat(entries.contains(new AbstractMap.SimpleEntry<>("one", null))).isFalse();
		assertThat(((Collection<?>) entries).contains("one")).isFalse();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> keys.add("nine"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> values.add("Z"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> entries.add(Map.entry("nine", "Z")));
	}

	@Test
	void viewsRemoveFromTheMap() {
		filled();
		assertThat(this.map.keySet().remove("one")).isTrue();
		assertThat(this.map.keySet().remove("one")).isFalse();
		assertThat(this.map.values().remove("B")).isTrue();
		assertThat(this.map.values().remove("B")).isFalse();
		assertThat(this.map.entrySet().remove(Map.entry("three", "Z"))).isFalse();
		assertThat(((Collection<?>) this.map.entrySet()).remove("three")).isFalse();
		assertThat(this.map.entrySet().remove(Map.entry("three", "C"))).isTrue();
		assertThat(this.map).isEmpty();
	}

	@Test
	void viewsRemoveAndRetainMany() {
		assertThat(filled().keySet().removeIf((key) -> key.startsWith("t"))).isTrue();
		assertThat(this.map.keySet()).containsExactly("one");
		assertThat(filled().values().removeIf((value) -> value.equals("A"))).isTrue();
		assertThat(this.map.values().removeIf((value) -> value.equals("A"))).isFalse();
		assertThat(filled().entrySet().removeIf((entry) -> entry.equals(Map.entry("two", "B")))).isTrue();
		assertThat(this.map).isEqualTo(Map.of("one", "A", "three", "C"));
		assertThat(filled().keySet().removeAll(List.of("one", "nine", "a", "b", "c"))).isTrue();
		assertThat(filled().keySet().retainAll(List.of("one", "two"))).isTrue();
		assertThat(this.map).hasSize(2);
		assertThat(filled().values().removeAll(List.of("C", "Z"))).isTrue();
		assertThat(filled().values().retainAll(List.of("C", "Z"))).isTrue();
		assertThat(this.map).isEqualTo(Map.of("three", "C"));
		assertThat(filled().entrySet().removeAll(List.of(Map.entry("one", "A"), Map.entry("two", "Z")))).isTrue();
		assertThat(this.map).isEqualTo(Map.of("two", "B", "three", "C"));
		assertThat(this.map.entrySet().retainAll(List.of(Map.entry("two", "B")))).isTrue();
		assertThat(this.map).isEqualTo(Map.of("two", "B"));
		assertThat(this.map.entrySet().retainAll(List.of(Map.entry("two", "B")))).isFalse();
	}

	@Test
	void clearingAViewClearsTheMap() {
		List<Runnable> clears = List.of(() -> this.map.keySet().clear(), () -> this.map.values().clear(),
				() -> this.map.entrySet().clear());
		clears.forEach((clear) -> {
			filled();
			clear.run();
			assertThat(this.map).isEmpty();
		});
	}

	@Test
	void iteratorsGoOverASnapshot() {
		filled();
		Iterator<String> keys = this.map.keySet().iterator();
		Iterator<String> values = this.map.values().iterator();
		Iterator<Map.Entry<String, String>> entries = this.map.entrySet().iterator();
		Spliterator<String> split = this.map.values().spliterator();
		this.map.clear();
		this.map.put("nine", "Z");
		assertThat(keys).toIterable().containsExactlyInAnyOrder("one", "two", "three");
		assertThat(values).toIterable().containsExactlyInAnyOrder("A", "B", "C");
		assertThat(entries).toIterable().hasSize(3);
		assertThat(split.getExactSizeIfKnown()).isEqualTo(3);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(keys::next);
		assertThat(keys.hasNext()).isFalse();
	}

	@Test
	void iteratorsRemoveFromTheMap() {
		for (Collection<?> view : List.of(this.map.keySet(), this.map.values(), this.map.entrySet())) {
			filled();
			Iterator<?> iterator = view.iterator();
			assertThatIllegalStateException().isThrownBy(iterator::remove);
			iterator.next();
			iterator.remove();
			assertThatIllegalStateException().isThrownBy(iterator::remove);
			assertThat(this.map).hasSize(2);
			iterator.next();
			iterator.next();
			iterator.remove();
			assertThat(this.map).hasSize(1);
			this.map.clear();
		}
	}

	@Test
	void entriesWriteThrough() {
		this.map.put("one", "A");
		Map.Entry<String, String> entry = this.map.entrySet().iterator().next();
		assertThat(entry.setValue("B")).isEqualTo("A");
		assertThat(entry.getValue()).isEqualTo("B");
		assertThat(this.map.get("one")).isEqualTo("B");
		this.map.put("one", "C");
		assertThat(entry.getValue()).isEqualTo("B");
		this.map.remove("one");
		assertThat(entry.setValue("D")).isEqualTo("B");
		assertThat(this.map).isEqualTo(Map.of("one", "D"));
	}

	@Test
	void entriesEqualOtherEntries() {
		this.map.put("one", "A");
		Map.Entry<String, String> entry = this.map.entrySet().iterator().next();
		assertThat(entry).isEqualTo(Map.entry("one", "A"))
			.hasSameHashCodeAs(Map.entry("one", "A"))
			.hasToString("one=A");
		assertThat(Map.entry("one", "A")).isEqualTo(entry);
		assertThat(entry).isNotEqualTo(Map.entry("one", "B")).isNotEqualTo(Map.entry("two", "A")).isNotEqualTo("one");
	}

	@Test
	void keepsTypesOfValuesApart() {
		SharedMap<Object> any = other();
		List<Object> values = List.of(1, 1L, "1", 1.0, true, 'c', List.of(1), "x".repeat(100_000), "\uD800", "漢字",
				new HashMap<>(Map.of("k", "v")), Integer.MIN_VALUE, Long.MAX_VALUE, "");
		for (int i = 0; i < values.size(); i++) {
			any.put("key" + i, values.get(i));
		}
		for (int i = 0; i < values.size(); i++) {
			assertThat(any.get("key" + i)).isEqualTo(values.get(i)).hasSameClassAs(values.get(i));
		}
	}

	@Test
	void keepsEveryKeyApart() {
		List<String> keys = List.of("", " ", "?", "\uD800", "\uDC00", "\uFFFD", "é", "漢字", "\uD83D\uDE00", "a\0b");
		keys.forEach((key) -> assertThat(this.map.put(key, "of " + key.length() + key)).isNull());
		assertThat(this.map.keySet()).containsExactlyInAnyOrderElementsOf(keys);
		keys.forEach((key) -> assertThat(this.map.get(key)).isEqualTo("of " + key.length() + key));
		assertThat(SharedMapContract.this.<String>map("\uD800", CODEC).put("a", "A")).isNull();
		assertThat(SharedMapContract.this.<String>map("?", CODEC)).isEmpty();
	}

	@Test
	void valuesAreCopies() {
		SharedMap<List<String>> lists = other();
		List<String> mine = new ArrayList<>(List.of("a"));
		lists.put("list", mine);
		mine.add("b");
		assertThat(lists.get("list")).containsExactly("a");
		Objects.requireNonNull(lists.get("list")).add("c");
		lists.values().iterator().next().add("d");
		Map.Entry<String, List<String>> entry = lists.entrySet().iterator().next();
		entry.getValue().add("e");
		assertThat(lists.get("list")).containsExactly("a");
		entry.setValue(mine);
		mine.add("f");
		assertThat(entry.getValue()).containsExactly("a", "b");
		Objects.requireNonNull(lists.compute("list", (key, old) -> {
			old.add("g");
			return old;
		})).add("h");
		assertThat(lists.get("list")).containsExactly("a", "b", "g");
	}

	@Test
	void comparesArraysByWhatTheyHold() {
		SharedMap<int[]> arrays = other();
		arrays.put("array", new int[] { 1, 2 });
		assertThat(arrays.containsValue(new int[] { 1, 2 })).isTrue();
		assertThat(arrays.replace("array", new int[] { 2, 1 }, new int[0])).isFalse();
		assertThat(arrays.replace("array", new int[] { 1, 2 }, new int[] { 3 })).isTrue();
		assertThat(arrays.remove("array", new int[] { 3 })).isTrue();
	}

	/** Equals nothing, not even itself. */
	record Unequal(int number) implements Serializable {

		@Override
		public boolean equals(Object other) {
			return false;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	@Test
	void valuesWithoutEqualsAreChangedLikeOthers() {
		SharedMap<Unequal> values = other();
		values.put("key", new Unequal(1));
		values.compute("key", (key, old) -> new Unequal(old.number() + 1));
		values.merge("key", new Unequal(10), (old, value) -> new Unequal(old.number() + value.number()));
		values.computeIfPresent("key", (key, old) -> new Unequal(old.number() + 100));
		values.replaceAll((key, old) -> new Unequal(old.number() + 1000));
		assertThat(values.replace("key", new Unequal(0))).extracting(Unequal::number).isEqualTo(1112);
		assertThat(values.replace("key", new Unequal(0), new Unequal(1))).isFalse();
		assertThat(values.remove("key", new Unequal(0))).isFalse();
		assertThat(values.values().removeIf((value) -> value.number() == 0)).isTrue();
	}

	@Test
	void adds() {
		SharedMap<Number> numbers = other();
		assertThat(numbers.addAndGet("new", 5)).isEqualTo(5);
		assertThat(numbers.get("new")).isEqualTo(5L);
		assertThat(numbers.incrementAndGet("new")).isEqualTo(6);
		assertThat(numbers.addAndGet("new", -7)).isEqualTo(-1);
		numbers.put("int", 41);
		assertThat(numbers.incrementAndGet("int")).isEqualTo(42);
		assertThat(numbers.get("int")).isEqualTo(42);
		assertThat(numbers.addAndGet("int", Integer.MAX_VALUE - 42)).isEqualTo(Integer.MAX_VALUE);
		assertThat(numbers.addAndGet("zero", 0)).isZero();
		assertThat(numbers.get("zero")).isEqualTo(0L);
	}

	@Test
	void addingBeyondTheRangeChangesNothing() {
		SharedMap<Number> numbers = other();
		numbers.put("int", Integer.MAX_VALUE);
		numbers.put("long", Long.MIN_VALUE);
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> numbers.incrementAndGet("int"))
			.withMessageContaining("'int'")
			.withMessageContaining("'other'")
			.withMessageContaining("java.lang.Integer 2147483647");
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> numbers.addAndGet("int", Long.MAX_VALUE));
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> numbers.addAndGet("long", -1))
			.withMessageContaining("java.lang.Long");
		assertThat(numbers).isEqualTo(Map.of("int", Integer.MAX_VALUE, "long", Long.MIN_VALUE));
	}

	@Test
	void addingToSomethingElseNamesItAndChangesNothing() {
		SharedMap<Object> any = other();
		any.put("text", "5");
		any.put("list", new ArrayList<>());
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> any.incrementAndGet("text"))
			.withMessageContaining("'text'")
			.withMessageContaining("'other'")
			.withMessageContaining("java.lang.String");
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> any.incrementAndGet("list"))
			.withMessageContaining("java.util.ArrayList");
		assertThat(any).isEqualTo(Map.of("text", "5", "list", List.of()));
	}

	/** Holds what can't travel. */
	record Bad(Object thing) implements Serializable {
	}

	@Test
	void refusesWhatCannotTravelAndChangesNothing() {
		SharedMap<Object> any = other();
		any.put("key", "A");
		List<Executable> uses = List.of(() -> any.put("key", new Bad(new Object())),
				() -> any.putIfAbsent("nine", new Object()), () -> any.replace("key", new Object()),
				() -> any.replace("key", "A", new Object()), () -> any.compute("key", (key, old) -> new Object()),
				() -> any.computeIfAbsent("nine", (key) -> new Object()),
				() -> any.computeIfPresent("key", (key, old) -> new Object()),
				() -> any.merge("key", "B", (old, value) -> new Object()),
				() -> any.merge("nine", new Object(), (old, value) -> old),
				() -> any.replaceAll((key, old) -> new Object()), () -> any.putAll(Map.of("key", new Object())),
				() -> any.entrySet().iterator().next().setValue(new Object()),
				() -> any.put("key", new byte[2 * 1024 * 1024]), () -> any.put("key", "x".repeat(2 * 1024 * 1024)));
		assertAll(uses.stream().map((use) -> () -> assertThrows(TaskNotPortableException.class, use)));
		assertThat(any).isEqualTo(Map.of("key", "A"));
		assertThatExceptionOfType(TaskNotPortableException.class)
			.isThrownBy(() -> any.put("key", new Bad(new Object())))
			.withMessageContaining("key 'key' of the shared map 'other'")
			.withMessageContaining("java.lang.Object in field 'thing' of " + Bad.class.getName());
	}

	@Test
	void aValueThatCannotBeDecodedIsNamedAndCanBeRemoved() {
		SharedMap<Object> any = other();
		SharedMap<Object> blind = map(OTHER_VALUES, new Blind());
		any.put("bad", List.of(1));
		any.put("good", 1);
		List<Executable> uses = List.of(() -> blind.get("bad"), () -> blind.put("bad", 1), () -> {
			any.put("bad", List.of(1));
			blind.compute("bad", (key, old) -> 1);
		}, () -> blind.values().forEach((value) -> {
		}), () -> blind.remove("bad", 1), () -> blind.putIfAbsent("bad", 1));
		assertAll(uses.stream().map((use) -> () -> {
			SharedMapException refusal = assertThrows(SharedMapException.class, use);
			assertThat(refusal).hasMessageContaining("key 'bad' of the shared map 'other'")
				.hasMessageContaining("Gone")
				.hasCauseInstanceOf(ClassNotFoundException.class);
		}));
		assertThat(blind.get("good")).isEqualTo(1);
		assertThat(blind.containsKey("bad")).isTrue();
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> blind.incrementAndGet("bad"))
			.withMessageContaining("can't be decoded");
		Iterator<Object> values = blind.values().iterator();
		while (values.hasNext()) {
			try {
				values.next();
			}
			catch (SharedMapException ex) {
				values.remove();
			}
		}
		assertThat(blind).isEqualTo(Map.of("good", 1));
		any.put("bad", List.of(1));
		assertThat(blind.keySet().remove("bad")).isTrue();
	}

	/** Decodes nothing. */
	private static final class Blind implements ValueCodec {

		@Override
		public byte[] encode(Object value, String tag, String key) {
			return CODEC.encode(value, tag, key);
		}

		@Override
		public @Nullable Object decode(byte[] bytes) throws ClassNotFoundException {
			throw new ClassNotFoundException("Gone");
		}

	}

	@Test
	void iteratesOverManyEntries() {
		SharedMap<byte[]> large = other();
		IntStream.range(0, 20_000).forEach((i) -> this.map.put("key number " + i, "value number " + i));
		IntStream.range(0, 20).forEach((i) -> large.put("key" + i, filledArray(i)));
		assertThat(this.map.keySet()).hasSize(20_000).contains("key number 19999");
		assertThat(this.map.keySet().stream().collect(Collectors.toSet())).hasSize(20_000);
		assertThat(this.map.values().stream().distinct().count()).isEqualTo(20_000);
		assertThat(large.entrySet()).hasSize(20)
			.allMatch((entry) -> Arrays.equals(entry.getValue(),
					filledArray(Integer.parseInt(entry.getKey().substring(3)))));
	}

	private static byte[] filledArray(int number) {
		byte[] array = new byte[500_000];
		Arrays.fill(array, (byte) number);
		return array;
	}

}
