package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ForwardingWorker;
import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerMemory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Workers that need memory never have more than there is, and every pool gets its turn.
 */
@Timeout(60)
class MemoryBudgetTests {

	private static final long MEGABYTE = 1024 * 1024;

	private final ParallelEngine engine = new ParallelEngine(SharedStore.inMemory(), Duration.ofMillis(100),
			400 * MEGABYTE);

	private final AtomicLong used = new AtomicLong();

	private final AtomicLong most = new AtomicLong();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicBoolean broken = new AtomicBoolean();

	@AfterEach
	void close() {
		this.release.countDown();
		this.engine.close();
		assertThat(this.most.get()).isLessThanOrEqualTo(400 * MEGABYTE);
		await().until(() -> this.used.get() == 0);
	}

	private ParallelPool pool(String name, int min, int max, int megabytes, RecycleSettings recycle) {
		return pool(this.engine, megabytes, PoolRecipe.of(name, WorkerKind.THREAD).size(min, max).recycle(recycle));
	}

	private ParallelPool pool(ParallelEngine engine, int megabytes, PoolRecipe recipe) {
		ParallelPool pool = engine.open(recipe.settings(), new Heavy(megabytes * MEGABYTE), List::of);
		pool.start();
		return pool;
	}

	private ParallelPool pool(String name, int min, int max, int megabytes) {
		return pool(name, min, max, megabytes, RecycleSettings.NEVER);
	}

	private TaskCallable<String> held(String name) {
		return () -> {
			this.release.await();
			return name;
		};
	}

	private static List<TaskFuture<String>> submit(ParallelPool pool, int count, TaskCallable<String> task) {
		List<TaskFuture<String>> futures = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			futures.add(pool.submit(task));
		}
		return futures;
	}

	@Test
	void aPoolGrowsAsFarAsThereIsMemoryAndSaysWhyNotFurther() {
		ParallelPool pool = pool("one", 0, 10, 100);
		submit(pool, 10, held("x"));
		await().until(() -> pool.snapshot().size().busy() == 4);
		PoolSnapshot.MemoryShortage shortage = pool.snapshot().memoryShortage();
		assertThat(shortage.needed()).isEqualTo(100 * MEGABYTE);
		assertThat(shortage.message()).contains("100MB", "400MB of the 400MB", "parallel.memory-budget",
				"process.max-heap");
		assertThat(pool.snapshot().startFailures()).isNull();
		this.release.countDown();
		await().until(() -> pool.snapshot().totals().completed() == 10);
		await().until(() -> pool.snapshot().memoryShortage() == null);
		assertThat(pool.snapshot().size().peak()).isEqualTo(4);
	}

	@Test
	void idleWorkersBeyondTheMinimumLeaveForThoseWhoNeedTheMemory() throws Exception {
		ParallelPool rich = pool("rich", 1, 4, 100);
		CountDownLatch all = new CountDownLatch(4);
		submit(rich, 4, () -> {
			all.countDown();
			all.await();
			return "done";
		}).forEach(TaskFuture::join);
		await().until(() -> rich.snapshot().size().idle() == 4);
		ParallelPool poor = pool("poor", 0, 4, 100);
		assertThat(poor.submit(() -> "served").get(30, TimeUnit.SECONDS)).isEqualTo("served");
		assertThat(rich.snapshot().totals().workers().idleReleased()).isEqualTo(1);
		submit(poor, 4, held("x"));
		await().until(() -> poor.snapshot().size().busy() == 3);
		assertThat(rich.snapshot().size().current()).isEqualTo(1);
		assertThat(rich.submit(() -> "kept").get(30, TimeUnit.SECONDS)).isEqualTo("kept");
	}

	@Test
	void whoHasNoWorkerGetsOneThoughTheOthersNeverRest() throws Exception {
		ParallelPool busy = pool("busy", 0, 4, 100);
		AtomicBoolean end = new AtomicBoolean();
		Thread feeder = new Thread(() -> {
			while (!end.get()) {
				if (busy.snapshot().queue().size() < 50) {
					submit(busy, 50, () -> {
						Thread.sleep(1);
						return "x";
					});
				}
			}
		});
		feeder.start();
		try {
			await().until(() -> busy.snapshot().size().current() == 4);
			ParallelPool other = pool("other", 0, 4, 100);
			assertThat(other.submit(() -> "served").get(30, TimeUnit.SECONDS)).isEqualTo("served");
			assertThat(busy.snapshot().size().current()).isPositive();
		}
		finally {
			end.set(true);
			feeder.join();
		}
	}

	/**
	 * Pools that share room for a few workers, on a clock that the test moves. Their
	 * queues have a limit, so that no task comes by the fast lane, which a helper closes
	 * a moment after somebody has asked for memory.
	 */
	private final class Turns implements AutoCloseable {

		private final AtomicLong now = new AtomicLong();

		private final Semaphore permits = new Semaphore(0);

		private final List<String> order = new CopyOnWriteArrayList<>();

		private final int room;

		private final ParallelEngine engine;

		private final List<ParallelPool> pools = new ArrayList<>();

		Turns(String... names) {
			this(1, names);
		}

		/** Each pool may take all the room. */
		Turns(int room, String... names) {
			this.room = room;
			this.engine = new ParallelEngine(this.now::get, SharedStore.inMemory(), Duration.ofMillis(100),
					room * 100 * MEGABYTE, () -> 0.5);
			for (String name : names) {
				this.pools.add(pool(this.engine, 100,
						PoolRecipe.of(name, WorkerKind.THREAD).size(0, room).queue(1000, WhenFull.REJECT)));
			}
		}

		/** Gives each pool tasks that need a permit each. */
		void submit(int count) {
			for (int i = 0; i < this.pools.size(); i++) {
				submit(i, count);
			}
		}

		/**
		 * Gives one pool such tasks. Waits until it has a worker for each or lacks
		 * memory, and the task of every worker waits for a permit.
		 */
		void submit(int index, int count) {
			ParallelPool pool = this.pools.get(index);
			MemoryBudgetTests.submit(pool, count, () -> {
				this.permits.acquire();
				this.order.add(pool.name());
				return pool.name();
			});
			await().until(() -> pool.snapshot().size().busy() == Math.min(count, this.room)
					|| pool.snapshot().memoryShortage() != null);
			await().until(() -> this.permits.getQueueLength() == workers());
		}

		/** How many there are; each has a task that needs a permit. */
		private int workers() {
			return this.pools.stream().mapToInt((pool) -> pool.snapshot().size().current()).sum();
		}

		/** Lets a task end after such a time. */
		void letOneEnd(Duration after) {
			await().until(() -> this.permits.getQueueLength() == this.room);
			this.now.addAndGet(after.toNanos());
			int before = this.order.size();
			this.permits.release();
			await().until(() -> this.order.size() > before);
		}

		long starts() {
			return this.pools.stream().mapToLong((pool) -> pool.snapshot().totals().workers().started()).sum();
		}

		@Override
		public void close() {
			this.permits.release(1000);
			this.engine.close();
		}

	}

	@Test
	void everyStartServesATaskThoughOthersHaveWaitedForLong() {
		try (Turns turns = new Turns("a", "b", "c")) {
			turns.submit(4);
			for (int i = 0; i < 12; i++) {
				turns.letOneEnd(Duration.ofSeconds(5));
			}
			assertThat(turns.order.subList(3, 12)).containsSubsequence("c", "a", "b", "c", "a", "b", "c");
			assertThat(turns.starts()).isLessThanOrEqualTo(12);
		}
	}

	@Test
	void aWorkerThatWasStartedForWaitingTasksServesForATime() {
		try (Turns turns = new Turns("a", "b")) {
			turns.submit(5);
			turns.letOneEnd(Duration.ZERO);
			turns.letOneEnd(Duration.ofSeconds(5));
			for (int i = 0; i < 5; i++) {
				turns.letOneEnd(Duration.ofMillis(100));
			}
			assertThat(turns.order).containsExactly("a", "a", "b", "b", "b", "b", "b");
			for (int i = 0; i < 3; i++) {
				turns.letOneEnd(Duration.ofMillis(100));
			}
			assertThat(turns.starts()).isEqualTo(3);
		}
	}

	@Test
	void aWorkerThatIsStartedAgainServesForATimeToo() {
		try (Turns turns = new Turns("a", "b", "c")) {
			turns.submit(6);
			for (int i = 0; i < 3; i++) {
				turns.letOneEnd(Duration.ofMillis(100));
				turns.letOneEnd(Duration.ofSeconds(5));
			}
			turns.letOneEnd(Duration.ofMillis(100));
			turns.letOneEnd(Duration.ofMillis(100));
			assertThat(turns.order).containsExactly("a", "a", "b", "b", "c", "c", "a", "a");
		}
	}

	@Test
	void aWorkerLeavesOnlyWhenOthersHaveWaitedForATime() {
		try (Turns turns = new Turns("a", "b")) {
			turns.submit(0, 6);
			turns.letOneEnd(Duration.ofSeconds(5));
			turns.submit(1, 1);
			turns.letOneEnd(Duration.ofMillis(100));
			turns.letOneEnd(Duration.ofMillis(100));
			turns.letOneEnd(Duration.ofSeconds(5));
			turns.letOneEnd(Duration.ofMillis(100));
			assertThat(turns.order).containsExactly("a", "a", "a", "a", "b");
		}
	}

	@Test
	void ofOnePoolOneWorkerLeavesInATime() {
		try (Turns turns = new Turns(2, "a", "b", "c")) {
			turns.submit(6);
			turns.letOneEnd(Duration.ZERO);
			turns.letOneEnd(Duration.ofSeconds(5));
			await().until(() -> turns.pools.get(1).snapshot().size().busy() == 1);
			turns.letOneEnd(Duration.ofMillis(100));
			turns.letOneEnd(Duration.ofMillis(100));
			turns.letOneEnd(Duration.ofMillis(100));
			assertThat(turns.order.subList(0, 3)).containsOnly("a");
			assertThat(turns.order.subList(3, 5)).containsExactlyInAnyOrder("a", "b");
		}
	}

	@Test
	void whoHasNoWorkerComesBeforeWhoWantsOneMore() {
		try (Turns turns = new Turns(2, "a", "b", "c")) {
			turns.submit(0, 1);
			turns.submit(1, 3);
			turns.submit(2, 1);
			turns.letOneEnd(Duration.ZERO);
			await().until(() -> turns.permits.getQueueLength() == 2);
			assertThat(turns.pools.get(2).snapshot().size().busy()).isEqualTo(1);
			assertThat(turns.pools.get(1).snapshot().size().busy()).isEqualTo(1);
		}
	}

	@Test
	void aPoolWithoutAWorkerSaysForHowLong() {
		try (Turns turns = new Turns("a", "b")) {
			turns.submit(1);
			turns.now.addAndGet(Duration.ofSeconds(75).toNanos());
			assertThat(turns.pools.get(1).snapshot().memoryShortage().message()).contains("has had none for 75 s");
		}
	}

	@Test
	void whatCanNotBeHadIsNotWaitedForByOthers() throws Exception {
		ParallelPool keeping = pool("keeping", 2, 2, 100);
		await().until(() -> keeping.snapshot().size().idle() == 2);
		ParallelPool large = pool("large", 0, 1, 300);
		TaskFuture<String> waiting = large.submit(() -> "large");
		await().until(() -> large.snapshot().memoryShortage() != null);
		assertThat(large.snapshot().memoryShortage().message()).contains("keep 200MB", "min-size");
		ParallelPool small = pool("small", 0, 2, 100);
		assertThat(small.submit(() -> "small").get(30, TimeUnit.SECONDS)).isEqualTo("small");
		keeping.resize(0, 2);
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("large");
	}

	@Test
	void manyPoolsWithRoomForTwoAllGetTheirTurn() throws Exception {
		List<ParallelPool> pools = new ArrayList<>();
		List<TaskFuture<String>> futures = new ArrayList<>();
		long begin = System.nanoTime();
		for (int i = 0; i < 5; i++) {
			ParallelPool pool = pool("pool" + i, 0, 2, 200);
			pools.add(pool);
			futures.addAll(submit(pool, 60, () -> {
				Thread.sleep(20);
				return "done";
			}));
		}
		for (TaskFuture<String> future : futures) {
			assertThat(future.get(50, TimeUnit.SECONDS)).isEqualTo("done");
		}
		long slices = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + 1;
		assertThat(pools.stream().mapToLong((pool) -> pool.snapshot().totals().workers().started()).sum())
			.isLessThanOrEqualTo(5 * 2 + 2 * slices);
	}

	@Test
	void aLargeWorkerIsNotOvertakenBySmallOnes() throws Exception {
		ParallelPool small = pool("small", 0, 8, 100);
		List<TaskFuture<String>> held = submit(small, 2, held("x"));
		await().until(() -> small.snapshot().size().busy() == 2);
		ParallelPool large = pool("large", 0, 1, 300);
		TaskFuture<String> waiting = large.submit(() -> "large");
		await().until(() -> large.snapshot().memoryShortage() != null);
		submit(small, 6, held("y"));
		await().until(() -> small.snapshot().memoryShortage() != null);
		assertThat(small.snapshot().size().current()).isEqualTo(2);
		this.release.countDown();
		held.forEach(TaskFuture::join);
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("large");
		await().until(() -> small.snapshot().totals().completed() == 8);
	}

	@Test
	void whoHasLostInterestDoesNotBlockTheLine() throws Exception {
		ParallelPool small = pool("small", 0, 8, 100);
		submit(small, 2, held("x"));
		await().until(() -> small.snapshot().size().busy() == 2);
		ParallelPool large = pool("large", 0, 1, 300);
		TaskFuture<String> waiting = large.submit(() -> "large");
		await().until(() -> large.snapshot().memoryShortage() != null);
		waiting.cancel(true);
		assertThat(small.submit(() -> "served").get(30, TimeUnit.SECONDS)).isEqualTo("served");
		TaskFuture<String> again = large.submit(() -> "large");
		large.stop(Duration.ofSeconds(30));
		assertThat(large.snapshot().memoryShortage()).isNull();
		assertThat(small.submit(() -> "served").get(30, TimeUnit.SECONDS)).isEqualTo("served");
		again.cancel(true);
	}

	@Test
	void whoCanNotBeReplacedBeforeLeavesFirst() throws Exception {
		ParallelPool pool = pool("one", 4, 4, 100, new RecycleSettings(2, Duration.ZERO, 0));
		await().until(() -> pool.snapshot().size().idle() == 4);
		List<TaskFuture<String>> futures = submit(pool, 40, () -> "done");
		for (TaskFuture<String> future : futures) {
			assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done");
		}
		await().until(() -> pool.snapshot().totals().workers().recycled() >= 15);
		await().until(() -> pool.snapshot().size().idle() == 4);
		assertThat(pool.snapshot().size().peak()).isEqualTo(4);
	}

	@Test
	void startsThatFailGiveBackWhatTheyHad() throws Exception {
		this.broken.set(true);
		ParallelPool pool = pool("one", 0, 4, 100);
		List<TaskFuture<String>> futures = submit(pool, 4, () -> "done");
		await().until(() -> pool.snapshot().totals().workers().startFailures() >= 8);
		ParallelPool other = pool("other", 0, 1, 400);
		this.broken.set(false);
		assertThat(other.submit(() -> "served").get(30, TimeUnit.SECONDS)).isEqualTo("served");
		for (TaskFuture<String> future : futures) {
			assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done");
		}
	}

	@Test
	void manyPoolsThatWorkAtRandomAllEnd() {
		List<ParallelPool> pools = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			pools.add(pool("pool" + i, (i == 0) ? 1 : 0, 3, 50 + 40 * i, new RecycleSettings(7, Duration.ZERO, 0)));
		}
		List<TaskFuture<String>> futures = new ArrayList<>();
		for (int i = 0; i < 600; i++) {
			futures.add(pools.get(i % 6).submit(() -> "done"));
		}
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(futures)
				.as(() -> pools.stream().map(ParallelPool::snapshot).map(PoolSnapshot::toString).toList().toString())
				.allMatch(TaskFuture::isDone));
	}

	@Test
	void aWorkerThatCouldNeverStartIsRefused() {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> pool("huge", 0, 1, 401))
			.withMessageContaining("401MB")
			.withMessageContaining("400MB")
			.withMessageContaining("parallel.memory-budget");
	}

	/** Makes threads that are said to need memory. */
	private final class Heavy extends ForwardingWorkerFactory {

		private final long bytes;

		Heavy(long bytes) {
			super(RealWorkers.threads());
			this.bytes = bytes;
		}

		@Override
		public WorkerMemory workerMemory() {
			return new WorkerMemory(this.bytes / 2, this.bytes - this.bytes / 2);
		}

		@Override
		public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
			if (MemoryBudgetTests.this.broken.get()) {
				throw new WorkerStartException("broken", null);
			}
			long now = MemoryBudgetTests.this.used.addAndGet(this.bytes);
			MemoryBudgetTests.this.most.accumulateAndGet(now, Math::max);
			return new ForwardingWorker(super.open(spec, events)) {

				@Override
				public void close() {
					super.close();
					MemoryBudgetTests.this.used.addAndGet(-Heavy.this.bytes);
				}

			};
		}

	}

}
