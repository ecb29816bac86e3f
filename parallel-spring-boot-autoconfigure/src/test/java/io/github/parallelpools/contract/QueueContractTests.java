package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What every pool does with tasks that wait, whatever its workers are. */
@Timeout(60)
@EachKind
class QueueContractTests {

	private static final int UNBOUNDED = Integer.MAX_VALUE;

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private Pools pools;

	private final Map<String, List<TaskResult>> ends = new ConcurrentHashMap<>();

	/** Values in the order in which listeners were told of them. */
	private final List<Object> told = new CopyOnWriteArrayList<>();

	/** Values in the order in which dependents were told of them. */
	private final List<Object> served = new CopyOnWriteArrayList<>();

	QueueContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.pools = new Pools(this.workers.kind());
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				QueueContractTests.this.ends.computeIfAbsent(id, (key) -> new CopyOnWriteArrayList<>()).add(result);
				if (value != null) {
					QueueContractTests.this.told.add(value);
				}
			}

		});
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool fresh(QueueType type, int capacity, WhenFull whenFull) {
		return fresh(new QueueSettings(type, capacity, whenFull, Duration.ZERO), (recipe) -> recipe);
	}

	private ParallelPool fresh(QueueSettings queue, UnaryOperator<Recipe> recipe) {
		return this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(standard) -> recipe.apply(standard.size(0, 1).queue(queue)));
	}

	private TaskFuture<String> put(ParallelPool pool, String name, int priority) {
		TaskFuture<String> future = pool.submit(() -> name, priority);
		future.thenAccept(this.served::add);
		return future;
	}

	@Test
	void servesFirstWhatWasPutFirstUnlessToldOtherwise() throws Exception {
		ParallelPool pool = fresh(QueueSettings.of(UNBOUNDED, WhenFull.BLOCK), (recipe) -> recipe);
		List.of("a", "b", "c").forEach((name) -> put(pool, name, 0));
		pool.start();
		pool.join();
		assertThat(this.served).containsExactly("a", "b", "c");
	}

	@Test
	void servesFirstWhatWasPutLastIfItIsLifo() throws Exception {
		ParallelPool pool = fresh(QueueType.LIFO, UNBOUNDED, WhenFull.BLOCK);
		List.of("a", "b", "c").forEach((name) -> put(pool, name, 0));
		TaskFuture<String> cancelled = put(pool, "cancelled", 0);
		put(pool, "d", 0);
		assertThat(cancelled.cancel(true)).isTrue();
		pool.start();
		pool.join();
		assertThat(this.served).containsExactly("d", "c", "b", "a");
	}

	@Test
	void servesFirstWhatHasTheHighestPriorityIfItHasPriorities() throws Exception {
		ParallelPool pool = fresh(QueueType.PRIORITY, UNBOUNDED, WhenFull.BLOCK);
		put(pool, "lowest", Integer.MIN_VALUE);
		put(pool, "low", -1);
		put(pool, "first of none", 0);
		TaskFuture<String> cancelled = put(pool, "cancelled", Integer.MAX_VALUE);
		put(pool, "highest", Integer.MAX_VALUE);
		TaskFuture<?> item = pool.send("item", 5);
		item.thenRun(() -> this.served.add("item"));
		pool.submit(() -> "second of none").thenAccept(this.served::add);
		pool.send("world", String.class, 4).thenAccept(this.served::add);
		assertThat(cancelled.cancel(true)).isTrue();
		pool.start();
		pool.join();
		assertThat(this.served).containsExactly("highest", "item", "hello world from work 1 false false",
				"first of none", "second of none", "low", "lowest");
	}

	@Test
	void refusesAPriorityIfItHasNone() {
		for (QueueType type : List.of(QueueType.FIFO, QueueType.LIFO)) {
			ParallelPool pool = fresh(type, UNBOUNDED, WhenFull.BLOCK);
			assertThatIllegalArgumentException().isThrownBy(() -> pool.submit(() -> 1, Integer.MIN_VALUE))
				.withMessageContaining("'work'")
				.withMessageContaining("-2147483648")
				.withMessageContaining("'parallel.pools.work.queue.type' to 'priority'");
			assertThatIllegalArgumentException().isThrownBy(() -> pool.send("x", 1));
			assertThatIllegalArgumentException().isThrownBy(() -> pool.send("x", String.class, 1));
			assertThat(pool.submit(() -> 1, 0)).isNotDone();
			assertThat(pool.snapshot().totals().submitted()).isEqualTo(1);
		}
	}

	@Test
	void tellsHowLongTheOldestHasWaitedThoughOthersAreServedBefore() {
		for (QueueType type : QueueType.values()) {
			ParallelPool pool = fresh(type, UNBOUNDED, WhenFull.BLOCK);
			assertThat(pool.snapshot().queue().oldestWait()).isZero();
			pool.submit(() -> "old");
			await().until(() -> pool.snapshot().queue().oldestWait().toMillis() >= 50);
			pool.submit(() -> "new", (type == QueueType.PRIORITY) ? 1 : 0);
			assertThat(pool.snapshot().queue().oldestWait()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
		}
	}

	@Test
	void rejectsACallerThatHasWaitedForRoomForTooLong() {
		ParallelPool pool = fresh(new QueueSettings(QueueType.FIFO, 1, WhenFull.BLOCK, Duration.ofMillis(50)),
				(recipe) -> recipe);
		pool.submit(() -> "queued");
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> "late"))
			.withMessageContaining("full for 50 ms ('queue.block-timeout')")
			.withMessageContaining("Raise 'queue.capacity'")
			.withMessageContaining("queue 1/1");
		assertThat(pool.snapshot().totals()).extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::rejected)
			.containsExactly(1L, 1L);
	}

	@Test
	void servesCallersThatWaitForRoomInTheirOrder() throws Exception {
		ParallelPool pool = fresh(QueueType.FIFO, 1, WhenFull.BLOCK);
		List<Thread> callers = new ArrayList<>();
		put(pool, "0", 0);
		for (int i = 1; i <= 5; i++) {
			String name = String.valueOf(i);
			callers.add(blocked(() -> put(pool, name, 0)));
		}
		callers.get(2).setUncaughtExceptionHandler((thread, ex) -> this.served.add(thread.isInterrupted()));
		callers.get(2).interrupt();
		callers.get(2).join();
		assertThat(this.served).containsExactly(true);
		pool.start();
		for (Thread caller : callers) {
			caller.join();
		}
		pool.join();
		assertThat(this.told).containsExactly("0", "1", "2", "4", "5");
	}

	@Test
	void givesRoomToTheOneThatWaitsAndNotToOneThatComesLater() throws Exception {
		ParallelPool pool = fresh(QueueType.PRIORITY, 2, WhenFull.BLOCK);
		TaskFuture<String> low = put(pool, "low", -7);
		put(pool, "high", 7);
		AtomicReference<TaskFuture<String>> waiting = new AtomicReference<>();
		Thread caller = blocked(() -> waiting.set(put(pool, "waiting", 0)));
		assertThat(low.cancel(true)).isTrue();
		assertThat(pool.snapshot().queue().size()).isEqualTo(2);
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(3);
		caller.join();
		assertThat(waiting.get()).isNotDone();
		Thread second = blocked(() -> put(pool, "second", 9));
		pool.start();
		second.join();
		pool.join();
		assertThat(this.told).containsExactly("high", "second", "waiting");
	}

	@Test
	void rejectsEverybodyWhoWaitsForRoomWhenItStops() throws Exception {
		ParallelPool pool = fresh(QueueType.FIFO, 1, WhenFull.BLOCK);
		put(pool, "queued", 0);
		List<Throwable> thrown = new CopyOnWriteArrayList<>();
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			callers.add(blocked(() -> {
				try {
					put(pool, "blocked", 0);
				}
				catch (TaskRejectedException ex) {
					thrown.add(ex);
				}
			}));
		}
		pool.stop();
		// Whoever is slow to notice must not get in after all.
		pool.start();
		for (Thread caller : callers) {
			caller.join();
		}
		pool.join();
		assertThat(thrown).hasSize(20).allSatisfy((one) -> assertThat(one).hasMessageContaining("STOPPED"));
		assertThat(this.served).containsExactly("queued");
		assertThat(pool.snapshot().totals()).extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::rejected)
			.containsExactly(1L, 20L);
	}

	@Test
	void rejectsEverybodyWhoWaitsForRoomWhenItIsClosed() throws Exception {
		ParallelPool pool = fresh(QueueType.LIFO, 1, WhenFull.BLOCK);
		TaskFuture<String> queued = pool.submit(() -> "queued");
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread caller = blocked(() -> {
			try {
				pool.submit(() -> "blocked");
			}
			catch (TaskRejectedException ex) {
				thrown.set(ex);
			}
		});
		this.pools.close();
		this.workers.close();
		caller.join();
		assertThat(thrown.get()).hasMessageContaining("STOPPED");
		assertThat(queued).isCancelled();
	}

	@Test
	void discardsWhatWasPutFirstIfToldTo() throws Exception {
		for (QueueType type : List.of(QueueType.FIFO, QueueType.LIFO)) {
			// The ids of pools of one name are alike.
			this.ends.clear();
			this.served.clear();
			ParallelPool pool = fresh(type, 2, WhenFull.DISCARD_OLDEST);
			TaskFuture<String> oldest = put(pool, "oldest", 0);
			AtomicReference<Thread> teller = new AtomicReference<>();
			oldest.whenComplete((value, error) -> teller.set(Thread.currentThread()));
			put(pool, "middle", 0);
			put(pool, "newest", 0);
			assertDiscarded(oldest, "as the queue was full (2/2). Raise 'queue.capacity'");
			assertThat(teller).hasValue(Thread.currentThread());
			pool.start();
			pool.join();
			assertThat(this.served).containsExactlyElementsOf(
					(type == QueueType.FIFO) ? List.of("middle", "newest") : List.of("newest", "middle"));
			assertAccounts(pool);
			assertThat(pool.snapshot().totals())
				.extracting(PoolSnapshot.Totals::cancelled, PoolSnapshot.Totals::rejected)
				.containsExactly(1L, 0L);
		}
	}

	@Test
	void discardsTheLowestPriorityFirstAndOfThatTheOldest() throws Exception {
		ParallelPool pool = fresh(QueueType.PRIORITY, 3, WhenFull.DISCARD_OLDEST);
		TaskFuture<String> firstLow = put(pool, "first low", -1);
		put(pool, "normal", 0);
		TaskFuture<String> secondLow = put(pool, "second low", -1);
		put(pool, "third low", -1);
		assertDiscarded(firstLow, "(3/3)");
		assertThat(secondLow).isNotDone();
		put(pool, "high", 1);
		assertDiscarded(secondLow, "(3/3)");
		TaskFuture<String> lower = put(pool, "lower than all", Integer.MIN_VALUE);
		assertDiscarded(lower, "(3/3) of tasks of higher priority");
		pool.start();
		pool.join();
		assertThat(this.served).containsExactly("high", "normal", "third low");
		assertThat(pool.snapshot().totals()).extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::cancelled)
			.containsExactly(6L, 3L);
	}

	@Test
	void losesNothingWhenManyCallersDiscardAtOnce() throws Exception {
		for (QueueType type : QueueType.values()) {
			this.ends.clear();
			ParallelPool pool = fresh(type, 3, WhenFull.DISCARD_OLDEST);
			pool.start();
			ConcurrentLinkedQueue<TaskFuture<Integer>> futures = new ConcurrentLinkedQueue<>();
			List<Thread> callers = new ArrayList<>();
			for (int caller = 0; caller < 8; caller++) {
				int seed = caller;
				callers.add(start(() -> {
					for (int i = 0; i < 200; i++) {
						TaskFuture<Integer> future = pool.submit(() -> seed,
								(type == QueueType.PRIORITY) ? (i * 31 + seed) % 5 - 2 : 0);
						futures.add(future);
						if (i % 17 == 0) {
							future.cancel(true);
						}
					}
				}));
			}
			for (Thread caller : callers) {
				caller.join();
			}
			pool.join(Duration.ofSeconds(30));
			assertThat(futures).hasSize(1600).allMatch(TaskFuture::isDone);
			assertThat(futures)
				.allSatisfy((future) -> assertThat(this.ends.get(future.id())).as(future::toString).hasSize(1));
			assertAccounts(pool);
			assertThat(pool.snapshot().totals().submitted()).isEqualTo(1600);
			assertThat(pool.snapshot().totals().failed() + pool.snapshot().totals().rejected()).isZero();
		}
	}

	@Test
	void lendsTheRoomOfACancelledTaskToACallerBeforeItStopsByItself() throws Exception {
		for (QueueType type : QueueType.values()) {
			ParallelPool pool = fresh(new QueueSettings(type, 1, WhenFull.BLOCK, Duration.ZERO),
					(recipe) -> recipe.stoppingByItself());
			Gate gate = Gate.in(Files.createDirectory(this.directory.resolve(type.name())));
			TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"));
			pool.start();
			await().until(() -> pool.snapshot().queue().size() == 0);
			TaskFuture<String> queued = pool.submit(() -> "queued");
			AtomicReference<TaskFuture<String>> blocked = new AtomicReference<>();
			Thread caller = blocked(() -> blocked.set(pool.submit(() -> "blocked")));
			assertThat(queued.cancel(true)).isTrue();
			caller.join();
			gate.open();
			assertThat(running.join()).isEqualTo("running");
			assertThat(blocked.get().join()).isEqualTo("blocked");
			await().until(() -> pool.state() == PoolState.STOPPED);
		}
	}

	@Test
	void strandsNothingThatIsPutWhileItStopsByItself() throws Exception {
		for (int round = 0; round < ((this.workers.kind() == WorkerKind.PROCESS) ? 3 : 30); round++) {
			QueueType type = QueueType.values()[round % 3];
			ParallelPool pool = fresh(new QueueSettings(type, 4, WhenFull.BLOCK, Duration.ZERO),
					(recipe) -> recipe.size(0, 2).stoppingByItself());
			pool.start();
			ConcurrentLinkedQueue<TaskFuture<Integer>> futures = new ConcurrentLinkedQueue<>();
			List<Thread> callers = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				int burst = i;
				callers.add(start(() -> putUntilRejected(pool, burst, futures)));
			}
			for (Thread caller : callers) {
				caller.join();
			}
			await().until(() -> pool.state() == PoolState.STOPPED);
			assertThat(pool.snapshot().queue().size()).isZero();
			assertThat(futures).allMatch(TaskFuture::isDone);
			pool.join();
		}
	}

	private static void putUntilRejected(ParallelPool pool, int number,
			ConcurrentLinkedQueue<TaskFuture<Integer>> futures) {
		try {
			for (int i = 0; i < 200; i++) {
				futures.add(pool.submit(() -> number));
				if (i % 3 == number) {
					Thread.yield();
				}
			}
		}
		catch (TaskRejectedException ex) {
			assertThat(ex).hasMessageContaining("STOP");
		}
	}

	@Test
	void keepsItsOrderForManyPriorities() throws Exception {
		ParallelPool pool = fresh(QueueType.PRIORITY, UNBOUNDED, WhenFull.BLOCK);
		int[] priorities = new java.util.Random(7).ints(300).toArray();
		AtomicInteger position = new AtomicInteger();
		List<Integer> order = new CopyOnWriteArrayList<>();
		for (int priority : priorities) {
			pool.submit(() -> priority, priority).thenAccept((value) -> {
				position.incrementAndGet();
				order.add(value);
			});
		}
		pool.start();
		pool.join();
		assertThat(position).hasValue(300);
		assertThat(order).containsExactlyElementsOf(
				Arrays.stream(priorities).boxed().sorted(java.util.Comparator.reverseOrder()).toList());
	}

	private void assertDiscarded(TaskFuture<?> future, String message) {
		assertThat(future).isCancelled();
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(future::join)
			.withMessageContaining("discarded")
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.result().code()).isEqualTo("21004"));
		assertThat(this.ends.get(future.id())).extracting(TaskResult::code).containsExactly("21004");
	}

	private static void assertAccounts(ParallelPool pool) {
		PoolSnapshot.Totals totals = pool.snapshot().totals();
		assertThat(totals.submitted()).isEqualTo(totals.completed() + totals.failed() + totals.cancelled());
		assertThat(pool.snapshot().queue().size()).isZero();
	}

	private static Thread start(Runnable work) {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static Thread blocked(Runnable work) {
		Thread thread = start(work);
		await()
			.until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
		return thread;
	}

}
