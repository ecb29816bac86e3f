package io.github.parallelpools.shared.store;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.OwnThread;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryMapsTests {

	private static final EncodedValue VALUE = new EncodedValue.OfInteger(1);

	private final MemoryMaps maps = new MemoryMaps();

	private final MapStore store = this.maps.store("tag");

	private long version() {
		return Objects.requireNonNull(this.store.get("key")).version();
	}

	@Test
	void listsTheMapsThatHoldSomething() {
		this.maps.store("b").put("key", VALUE);
		this.maps.store("a").add("key", 0);
		this.maps.store("c");
		assertThat(this.maps.tags()).containsExactly("a", "b");
	}

	@Test
	void keepsNothingOfAnEmptyMap() {
		this.store.get("key");
		this.store.size();
		this.store.keys();
		this.store.entries();
		this.store.remove("key");
		this.store.clear();
		this.store.compareAndSet("key", 5, VALUE);
		this.store.compareAndSet("key", MapStore.ABSENT, null);
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		this.store.remove("key");
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		this.store.clear();
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		this.store.compareAndSet("key", version(), null);
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		assertThat(this.maps.tags()).containsExactly("tag");
		assertThat(this.maps.store("tag").size()).isEqualTo(1);
	}

	@Test
	void usesNoVersionTwice() {
		Set<Long> versions = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			this.store.put("key", VALUE);
			assertThat(versions.add(version())).isTrue();
			this.store.add("key", 1);
			assertThat(versions.add(version())).isTrue();
			this.store.compareAndSet("key", version(), VALUE);
			assertThat(versions.add(version())).isTrue();
			this.store.clear();
		}
		assertThat(versions).doesNotContain(MapStore.ABSENT);
	}

	@Test
	void aValueThatWasRemovedAndPutAgainIsAnotherOne() {
		this.store.put("key", VALUE);
		long old = version();
		this.store.remove("key");
		this.store.put("key", VALUE);
		assertThat(this.store.compareAndSet("key", old, null)).isInstanceOf(SwapResult.Lost.class);
		assertThat(this.store.compareAndSet("key", version(), null)).isInstanceOf(SwapResult.Swapped.class);
		assertThat(this.store.compareAndSet("key", old, VALUE)).isEqualTo(new SwapResult.Lost(null));
	}

	@Test
	void whoIsTooLateIsToldTheCurrentValue() {
		this.store.put("key", VALUE);
		assertThat(this.store.compareAndSet("key", MapStore.ABSENT, VALUE))
			.isEqualTo(new SwapResult.Lost(this.store.get("key")));
	}

	@Test
	@Timeout(60)
	void aSnapshotIsOfOneMoment() {
		// Counted key after key: at any moment the counts fall from the first key to the
		// last, and by one at most.
		int keys = 300;
		IntStream.range(0, keys).forEach((i) -> this.store.add("key" + i, 0));
		AtomicBoolean enough = new AtomicBoolean();
		CompletableFuture<Void> counting = CompletableFuture.runAsync(() -> {
			while (!enough.get()) {
				IntStream.range(0, keys).forEach((i) -> this.store.add("key" + i, 1));
			}
		}, OwnThread::run);
		try {
			for (int times = 0; times < 3000; times++) {
				long[] counts = new long[keys];
				this.store.entries().forEach((entry) -> counts[number(entry)] = count(entry));
				assertThat(IntStream.range(1, keys).allMatch((i) -> counts[i] <= counts[i - 1])).isTrue();
				assertThat(counts[keys - 1]).isGreaterThanOrEqualTo(counts[0] - 1);
			}
		}
		finally {
			enough.set(true);
		}
		counting.join();
	}

	private static int number(StoredEntry entry) {
		return Integer.parseInt(entry.key().substring("key".length()));
	}

	private static long count(StoredEntry entry) {
		return ((EncodedValue.OfLong) entry.value()).number();
	}

	@Test
	@Timeout(60)
	void nothingIsPutIntoAMapThatIsGivenUpMeanwhile() {
		// The two meet in the lock, where the map may be retired by the one that had it.
		List<CompletableFuture<Integer>> lost = Stream.of("a", "b")
			.map((key) -> CompletableFuture.supplyAsync(() -> timesLost(key), OwnThread::run))
			.toList();
		assertThat(lost.stream().map(CompletableFuture::join)).containsExactly(0, 0);
		assertThat(this.maps.tags()).isEmpty();
	}

	private int timesLost(String key) {
		int lost = 0;
		for (int times = 0; times < 200_000; times++) {
			this.store.put(key, VALUE);
			lost += this.store.delete(key) ? 0 : 1;
		}
		return lost;
	}

}
