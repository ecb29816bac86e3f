package io.github.parallelpools.contract;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What a map is to every kind of worker. */
@Timeout(120)
@EachKind
class MapContractTests {

	private final TestWorkers workers;

	final SharedStore store = shared();

	final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	private Pools pools;

	MapContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind, this.store, this.application);
	}

	/** Where maps live. */
	SharedStore shared() {
		return SharedStore.inMemory();
	}

	@BeforeEach
	void open() {
		this.pools = new Pools(this.workers.kind(), this.store);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool started(int workers) {
		ParallelPool pool = this.pools.open(this.workers.handling(Counter.class), (recipe) -> recipe.size(0, workers));
		pool.start();
		return pool;
	}

	@ParameterizedTest
	@EnumSource(value = Way.class, names = { "READ", "PUT_WRONG" }, mode = EnumSource.Mode.EXCLUDE)
	void noIncrementIsLost(Way way) {
		ParallelPool pool = started(4);
		List<TaskFuture<String>> futures = IntStream.range(0, 4)
			.mapToObj((i) -> pool.send(new Order(way, 1000), String.class))
			.toList();
		futures.forEach(TaskFuture::join);
		assertThat(this.application.<Long>map("counts").get("n")).isEqualTo(4000L);
	}

	@Test
	void noCommittedIncrementIsLostWhenWorkersAreKilled() throws Exception {
		ParallelPool pool = started(2);
		SharedMap<Long> counts = this.application.map("counts");
		List<TaskFuture<String>> futures = IntStream.range(0, 30)
			.mapToObj((i) -> pool.send(new Order(Way.MERGE, 50), String.class))
			.toList();
		Thread killer = new Thread(() -> {
			while (futures.stream().anyMatch((future) -> !future.isDone())) {
				List<WorkerSnapshot> busy = pool.workers();
				if (!busy.isEmpty()) {
					pool.killWorker(busy.get(ThreadLocalRandom.current().nextInt(busy.size())).id());
				}
				futures.stream().filter((future) -> !future.isDone()).findFirst().ifPresent((future) -> {
					Throwable end = catchThrowable(future::join);
					assertThat(end == null || future.isDone()).isTrue();
				});
			}
		});
		killer.start();
		killer.join();
		long sure = futures.stream().filter((future) -> !future.isCompletedExceptionally()).count();
		assertThat(counts.getOrDefault("n", 0L)).isBetween(sure * 50, 1500L);
	}

	@Test
	void theSameTagIsTheSameMapEverywhere() {
		ParallelPool pool = started(2);
		SharedMap<List<String>> lists = this.application.map("lists");
		lists.put("from", List.of("application"));
		SharedMap<List<String>> taken = lists;
		assertThat(pool.submit(() -> taken.putIfAbsent("to", List.of("worker")) == null && taken.size() == 2).join())
			.isTrue();
		assertThat(lists).containsOnly(Map.entry("from", List.of("application")), Map.entry("to", List.of("worker")));
		assertThat(pool.send(new Order(Way.READ, 0), String.class).join())
			.isEqualTo("{from=[application], to=[worker]}");
		assertThat(this.application.map("others")).isEmpty();
	}

	@Test
	void whatCantTravelIsRefusedWithClassAndField() {
		ParallelPool pool = started(1);
		assertThat(catchThrowable(() -> pool.send(new Order(Way.PUT_WRONG, 0), String.class).join()))
			.hasCauseInstanceOf(TaskFailedException.class)
			.hasStackTraceContaining("java.lang.Object in field 'secret' of " + Wrong.class.getName())
			.hasStackTraceContaining("key 'wrong' of the shared map 'lists'");
		assertThat(this.application.map("lists")).isEmpty();
	}

	@Test
	void valuesAreCopies() {
		SharedMap<int[]> map = this.application.map("arrays");
		int[] value = { 1 };
		map.put("a", value);
		value[0] = 2;
		assertThat(map.get("a")).containsExactly(1);
		ParallelPool pool = started(1);
		assertThat(pool.submit(() -> {
			map.get("a")[0] = 3;
			return map.get("a")[0];
		}).join()).isEqualTo(1);
	}

	@Test
	void aLargeMapCanBeIterated() {
		SharedMap<byte[]> map = this.application.map("large");
		IntStream.range(0, 100).forEach((i) -> map.put("k" + i, new byte[300_000]));
		assertThat(started(1).submit(() -> map.values().stream().mapToLong((value) -> value.length).sum()).join())
			.isEqualTo(30_000_000L);
	}

	/** What a task does with a map. */
	enum Way {

		MERGE, COMPUTE, ADD, REPLACE, READ, PUT_WRONG

	}

	record Order(Way way, int times) implements Serializable {
	}

	record Wrong(Object secret) implements Serializable {
	}

	/** Uses maps as it is told. */
	public static final class Counter implements TaskHandler<Order, String> {

		@Override
		public String handle(Order order, TaskContext context) {
			SharedMap<Long> counts = context.map("counts");
			if (order.way() == Way.READ) {
				return new java.util.TreeMap<>(context.<List<String>>map("lists")).toString();
			}
			if (order.way() == Way.PUT_WRONG) {
				context.<Wrong>map("lists").put("wrong", new Wrong(new Object()));
			}
			for (int i = 0; i < order.times(); i++) {
				count(counts, order.way());
			}
			return "done";
		}

		private static void count(SharedMap<Long> counts, Way way) {
			switch (way) {
				case MERGE -> counts.merge("n", 1L, Long::sum);
				case COMPUTE -> counts.compute("n", (key, value) -> (value != null) ? value + 1 : 1);
				case ADD -> counts.addAndGet("n", 1);
				default -> {
					Long before = counts.putIfAbsent("n", 1L);
					while (before != null && !counts.replace("n", before, before + 1)) {
						before = counts.get("n");
					}
				}
			}
		}

	}

}
