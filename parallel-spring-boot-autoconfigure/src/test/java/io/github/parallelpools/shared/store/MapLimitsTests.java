package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.fixture.OwnThread;
import io.github.parallelpools.shared.SharedMapException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What maps hold is counted exactly, and bounded. */
@Timeout(60)
class MapLimitsTests {

	private static final long PLENTY = 1L << 40;

	private static EncodedValue bytes(int length) {
		return new EncodedValue.OfCodec(new byte[length]);
	}

	private static MemoryMaps maps(int entries, long mapBytes, long bytes) {
		return new MemoryMaps(new MapLimits(entries, mapBytes, bytes));
	}

	/** What is there, put into maps of nobody else. */
	private static long countedAnew(MemoryMaps maps) {
		MemoryMaps copy = new MemoryMaps(new MapLimits(Integer.MAX_VALUE, PLENTY, PLENTY));
		maps.tags()
			.forEach((tag) -> maps.store(tag)
				.entries()
				.forEach((entry) -> copy.store(tag).put(entry.key(), entry.value())));
		return copy.bytes();
	}

	private static void change(MapStore store, Random random) {
		String key = "key" + "é".repeat(random.nextInt(3)) + "\u4e00".repeat(random.nextInt(2));
		EncodedValue value = switch (random.nextInt(4)) {
			case 0 -> new EncodedValue.OfInteger(random.nextInt());
			case 1 -> new EncodedValue.OfLong(random.nextLong());
			case 2 -> new EncodedValue.OfText("\u4e00x".repeat(random.nextInt(20)));
			default -> bytes(random.nextInt(1000));
		};
		StoredEntry current = store.get(key);
		long version = (current != null) ? current.version() : MapStore.ABSENT;
		try {
			switch (random.nextInt(8)) {
				case 0, 1 -> store.put(key, value);
				case 2 -> store.remove(key);
				case 3 -> store.delete(key);
				case 4 -> store.compareAndSet(key, version, value);
				case 5 -> store.compareAndSet(key, version, null);
				case 6 -> store.add(key, 1);
				default -> {
					if (random.nextInt(20) == 0) {
						store.clear();
					}
				}
			}
		}
		catch (SharedMapException ex) {
			assertThat(ex).hasMessageContaining("Nothing was changed");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { PLENTY, 8000 })
	void whateverIsDoneTheBytesAreThoseOfWhatIsThere(long most) {
		MemoryMaps maps = maps(5, most, most);
		Random random = new Random(most);
		for (int i = 0; i < 10_000; i++) {
			change(maps.store("tag" + random.nextInt(3)), random);
			if (i % 100 == 0) {
				assertThat(maps.bytes()).isEqualTo(countedAnew(maps)).isLessThanOrEqualTo(most);
			}
		}
		maps.tags().forEach((tag) -> maps.store(tag).clear());
		assertThat(maps.bytes()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { PLENTY, 16_000 })
	void whatOnlySnapshotsHaveCountsUntilTheyAreReleased(long most) {
		MemoryMaps maps = maps(5, most, most);
		Random random = new Random(most);
		List<HeldEntries> held = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			MapStore store = maps.store("tag" + random.nextInt(2));
			change(store, random);
			if (random.nextInt(10) == 0) {
				held.add(store.hold());
			}
			while (held.size() > random.nextInt(5)) {
				held.remove(random.nextInt(held.size())).release().run();
			}
			assertThat(maps.bytes()).isBetween(reachable(maps, held), most);
			if (held.isEmpty()) {
				assertThat(maps.bytes()).isEqualTo(countedAnew(maps));
			}
		}
		held.forEach((one) -> one.release().run());
		assertThat(maps.bytes()).isEqualTo(countedAnew(maps));
	}

	/** All entries that are still there for somebody. */
	private static long reachable(MemoryMaps maps, List<HeldEntries> held) {
		Set<StoredEntry> entries = Collections.newSetFromMap(new IdentityHashMap<>());
		held.forEach((one) -> entries.addAll(one.entries()));
		maps.tags().forEach((tag) -> entries.addAll(maps.store(tag).entries()));
		return entries.stream().mapToLong(EntryBytes::of).sum();
	}

	@Test
	void aSnapshotThatIsHeldWhileItsMapIsReplacedLeavesNoRoomForMore() {
		MemoryMaps maps = maps(100, PLENTY, 10_000);
		MapStore store = maps.store("tag");
		store.put("key", bytes(6000));
		HeldEntries held = store.hold();
		store.clear();
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> store.put("key", bytes(6000)))
			.withMessageContaining("'parallel.shared.max-bytes' is 10000");
		held.release().run();
		store.put("key", bytes(6000));
		assertThat(maps.bytes()).isEqualTo(countedAnew(maps));
	}

	@Test
	void manyThreadsTogetherStayWithinTheLimits() {
		MemoryMaps maps = maps(5, 4000, 8000);
		List<CompletableFuture<Void>> threads = IntStream.range(0, 4)
			.mapToObj((seed) -> CompletableFuture.runAsync(() -> {
				Random random = new Random(seed);
				for (int i = 0; i < 20_000; i++) {
					change(maps.store("tag" + random.nextInt(4)), random);
					assertThat(maps.bytes()).isBetween(0L, 8000L);
				}
			}, OwnThread::run))
			.toList();
		threads.forEach(CompletableFuture::join);
		assertThat(maps.bytes()).isEqualTo(countedAnew(maps));
	}

	@Test
	void aMapWithAllItsEntriesIsRefusedMoreAndChangesWhatItHas() {
		MapStore store = maps(2, PLENTY, PLENTY).store("tag");
		store.put("a", bytes(1));
		store.put("b", bytes(1));
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> store.put("c", bytes(1)))
			.withMessageContaining("Key 'c' of the shared map 'tag'")
			.withMessageContaining("has 2 entries")
			.withMessageContaining("'parallel.shared.max-entries' is 2")
			.withMessageContaining("raise");
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> store.add("c", 1));
		assertThatExceptionOfType(SharedMapException.class)
			.isThrownBy(() -> store.compareAndSet("c", MapStore.ABSENT, bytes(1)));
		store.put("a", bytes(1000));
		store.remove("b");
		store.put("c", bytes(1));
		assertThat(store.keys()).containsExactlyInAnyOrder("a", "c");
	}

	@Test
	void aMapIsRefusedMoreBytesThanItsOwnAndOthersAreNot() {
		MemoryMaps maps = maps(100, 5000, PLENTY);
		MapStore store = maps.store("tag");
		store.put("key", bytes(4000));
		long before = maps.bytes();
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> store.put("key", bytes(5000)))
			.withMessageContaining("'tag'")
			.withMessageContaining("1000 bytes more")
			.withMessageContaining("the map has " + before + " bytes")
			.withMessageContaining("'parallel.shared.max-map-bytes' is 5000");
		assertThat(maps.bytes()).isEqualTo(before);
		assertThat(store.get("key").value()).isEqualTo(store.put("key", bytes(1)));
		store.put("other", bytes(3000));
		maps.store("tag2").put("key", bytes(4000));
	}

	@Test
	void allMapsTogetherAreRefusedMoreAndWhatIsGivenUpMakesRoom() {
		MemoryMaps maps = maps(100, PLENTY, 10_000);
		maps.store("one").put("key", bytes(8000));
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> maps.store("two").put("key", bytes(4000)))
			.withMessageContaining("'two'")
			.withMessageContaining("all shared maps have " + maps.bytes())
			.withMessageContaining("'parallel.shared.max-bytes' is 10000");
		assertThat(maps.tags()).containsExactly("one");
		maps.store("one").clear();
		maps.store("two").put("key", bytes(4000));
		assertThat(maps.bytes()).isEqualTo(countedAnew(maps));
	}

	@Test
	void manyMapsWithNearlyNothingInThemAreBoundedToo() {
		MemoryMaps maps = maps(100, PLENTY, 100_000);
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> {
			for (int i = 0; i < 1000; i++) {
				maps.store("tag" + i).add("", 1);
			}
		});
		assertThat(maps.tags()).hasSizeLessThan(200);
	}

	@Test
	void aKeyThatIsPutAgainIsKeptOnce() {
		MapStore store = maps(100, PLENTY, PLENTY).store("tag");
		String first = new String("key");
		store.put(first, bytes(1));
		store.put(new String("key"), bytes(2));
		assertThat(store.get("key").key()).isSameAs(first);
	}

}
