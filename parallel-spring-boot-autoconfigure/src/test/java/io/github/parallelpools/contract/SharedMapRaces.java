package io.github.parallelpools.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.MemoryMaps;
import io.github.parallelpools.shared.store.StoredMap;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadValueCodec;

import static org.assertj.core.api.Assertions.assertThat;

/** What a shared map promises to many at once; each has a way of its own to it. */
@Timeout(120)
abstract class SharedMapRaces {

	private static final int THREADS = 8;

	private static final int TIMES = 1000;

	private final MemoryMaps owner = new MemoryMaps();

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

	private SharedMap<Integer> counters;

	/** A client's way to the owner. */
	abstract MapStores client(MemoryMaps owner);

	@BeforeEach
	void open() {
		this.counters = client();
	}

	@AfterEach
	void close() {
		this.executor.shutdownNow();
	}

	private <V> SharedMap<V> client() {
		return new StoredMap<>("tag", client(this.owner),
				new PayloadValueCodec(new JdkPayloadCodec(getClass().getClassLoader(), null, 1024 * 1024)));
	}

	interface Work<V> {

		void run(SharedMap<V> map, int thread, int time);

	}

	/** Does some work in all threads, which begin at the same moment. */
	private <V> void race(int times, Work<V> work) throws InterruptedException, ExecutionException {
		CountDownLatch ready = new CountDownLatch(THREADS);
		List<Future<?>> ends = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			ends.add(this.executor.submit(() -> {
				SharedMap<V> map = client();
				ready.countDown();
				ready.await();
				for (int time = 0; time < times; time++) {
					work.run(map, thread, time);
				}
				return null;
			}));
		}
		for (Future<?> end : ends) {
			end.get();
		}
	}

	private void assertCounted() {
		assertThat(this.counters).isEqualTo(Map.of("key", THREADS * TIMES));
	}

	@Test
	void mergeLosesNothing() throws Exception {
		this.<Integer>race(TIMES, (map, thread, time) -> map.merge("key", 1, Integer::sum));
		assertCounted();
	}

	@Test
	void computeLosesNothing() throws Exception {
		this.<Integer>race(TIMES, (map, thread, time) -> map.compute("key", (key, old) -> (old != null) ? old + 1 : 1));
		assertCounted();
	}

	@Test
	void computeIfPresentLosesNothing() throws Exception {
		this.counters.put("key", 0);
		this.<Integer>race(TIMES, (map, thread, time) -> map.computeIfPresent("key", (key, old) -> old + 1));
		assertCounted();
	}

	@Test
	void replaceAllLosesNothing() throws Exception {
		this.counters.put("key", 0);
		this.<Integer>race(TIMES, (map, thread, time) -> map.replaceAll((key, old) -> old + 1));
		assertCounted();
	}

	@Test
	void addingLosesNothing() throws Exception {
		this.counters.put("key", 0);
		this.<Integer>race(TIMES, (map, thread, time) -> map.incrementAndGet("key"));
		assertCounted();
	}

	@Test
	void replaceLoopsLoseNothing() throws Exception {
		this.counters.put("key", 0);
		this.<Integer>race(TIMES, (map, thread, time) -> {
			Integer old;
			do {
				old = Objects.requireNonNull(map.get("key"));
			}
			while (!map.replace("key", old, old + 1));
		});
		assertCounted();
	}

	@Test
	void differentWaysOfCountingLoseNothingTogether() throws Exception {
		this.counters.put("key", 0);
		this.<Integer>race(TIMES, (map, thread, time) -> {
			switch ((thread + time) % 3) {
				case 0 -> map.addAndGet("key", 1);
				case 1 -> map.merge("key", 1, Integer::sum);
				default -> map.compute("key", (key, old) -> Objects.requireNonNull(old) + 1);
			}
		});
		assertCounted();
	}

	@Test
	void changesOfObjectsLoseNothing() throws Exception {
		this.<List<String>>race(50, (map, thread, time) -> map.compute("key", (key, old) -> {
			List<String> list = (old != null) ? old : new ArrayList<>();
			list.add(thread + " " + time);
			return list;
		}));
		List<String> list = Objects.requireNonNull(this.<List<String>>client().get("key"));
		assertThat(list).hasSize(THREADS * 50).doesNotHaveDuplicates();
	}

	@Test
	void onePutsWhatIsAbsentAndOneRemovesIt() throws Exception {
		AtomicInteger put = new AtomicInteger();
		AtomicInteger removed = new AtomicInteger();
		this.<String>race(TIMES, (map, thread, time) -> {
			if (map.putIfAbsent("key" + time, "value") == null) {
				put.incrementAndGet();
			}
		});
		this.<String>race(TIMES, (map, thread, time) -> {
			boolean mine = switch (thread % 3) {
				case 0 -> map.remove("key" + time) != null;
				case 1 -> map.remove("key" + time, "value");
				default -> map.keySet().remove("key" + time);
			};
			removed.addAndGet(mine ? 1 : 0);
		});
		assertThat(put).hasValue(TIMES);
		assertThat(removed).hasValue(TIMES);
		assertThat(this.counters).isEmpty();
	}

	@Test
	void aMapThatIsEmptyAgainAndAgainLosesNothing() throws Exception {
		AtomicInteger right = new AtomicInteger();
		this.<Long>race(TIMES, (map, thread, time) -> {
			boolean counted = map.incrementAndGet("key" + thread) == 1;
			boolean held = map.containsKey("key" + thread);
			right.addAndGet((counted && held && map.remove("key" + thread, 1L)) ? 1 : 0);
		});
		assertThat(right).hasValue(THREADS * TIMES);
		assertThat(this.owner.tags()).isEmpty();
	}

}
