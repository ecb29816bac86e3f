package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.fixture.Gates;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of tasks for which the queue of all instances has no room. */
@Timeout(120)
class ClusterQueueTests {

	private static final String POOL = "shared";

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	private final List<DrivenInstance> instances = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Makes tasks, as a lambda of a test would take the test along. */
	private static final class Tasks {

		static TaskFuture<Integer> submit(ParallelPool pool) {
			return pool.submit(() -> 42);
		}

		static TaskFuture<Integer> submit(ParallelPool pool, TaskOptions options) {
			return pool.submit(() -> 42, options);
		}

		static TaskFuture<Integer> submit(ParallelPool pool, String gate) {
			return pool.submit(() -> {
				Gates.pass(gate);
				return 42;
			});
		}

	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.instances.forEach(DrivenInstance::close);
	}

	private DrivenInstance instance() {
		DrivenInstance made = new DrivenInstance(this.memory, this.time);
		this.instances.add(made);
		return made;
	}

	private static QueueSettings blocking(int capacity, Duration timeout) {
		return new QueueSettings(QueueType.FIFO, capacity, WhenFull.BLOCK, timeout);
	}

	private static QueueSettings rejecting(int capacity) {
		return QueueSettings.of(capacity, WhenFull.REJECT);
	}

	private long queued() {
		return this.instances.get(0).store().figures(POOL).queued();
	}

	@Test
	void theQueueOfAllInstancesHasOneCapacity() {
		DrivenInstance one = instance();
		DrivenInstance two = instance();
		ParallelPool first = one.pool(POOL, rejecting(2));
		ParallelPool second = two.pool(POOL, rejecting(2));
		one.start();
		two.start();
		Tasks.submit(first);
		Tasks.submit(second);
		for (ParallelPool pool : List.of(first, second)) {
			assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool))
				.withMessageContainingAll("'shared'", "2 tasks", "'queue.capacity'");
			assertThat(pool.snapshot().totals().rejected()).isEqualTo(1);
		}
		assertThat(queued()).isEqualTo(2);
		two.claim(POOL);
		Tasks.submit(first);
		assertThat(queued()).isEqualTo(1);
	}

	@Test
	void whatWasClaimedNeedsNoRoomHere() throws Exception {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, rejecting(1));
		DrivenInstance other = instance();
		ParallelPool more = other.pool(POOL);
		one.start();
		other.start();
		String gate = Gates.close();
		List<TaskFuture<Integer>> tasks = List.of(Tasks.submit(more, gate), Tasks.submit(more, gate));
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool));
		one.claim(POOL);
		await().until(() -> Gates.waiting(gate) == 2);
		Gates.open(gate);
		for (TaskFuture<Integer> task : tasks) {
			await().until(() -> {
				one.tell(POOL);
				other.look();
				return task.isDone();
			});
			assertThat(task.get()).isEqualTo(42);
		}
	}

	@Test
	void manyThreadsOfOneInstancePutNoMoreInThanThereIsRoomFor() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, rejecting(250));
		one.start();
		AtomicInteger accepted = new AtomicInteger();
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			all.add(this.threads.submit(() -> {
				for (int k = 0; k < 50; k++) {
					try {
						Tasks.submit(pool);
						accepted.incrementAndGet();
					}
					catch (TaskRejectedException ex) {
						assertThat(ex).hasMessageContaining("250");
					}
				}
			}));
		}
		for (Future<?> every : all) {
			assertThat(every).succeedsWithin(Duration.ofSeconds(60));
		}
		// What another thread has stored and not reported yet counts twice, so up to
		// seven places may be left.
		assertThat(accepted.get()).isGreaterThanOrEqualTo(250 - 7);
		while (accepted.get() < 250) {
			Tasks.submit(pool);
			accepted.incrementAndGet();
		}
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool));
		assertThat(accepted).hasValue(250);
		assertThat(queued()).isEqualTo(250);
	}

	@Test
	void whatWasCountedHoldsForAHundredthOfTheCapacity() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, rejecting(1000));
		one.start();
		Tasks.submit(pool);
		one.answers().lose("queued");
		for (int i = 1; i < 10; i++) {
			Tasks.submit(pool);
		}
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool))
			.withMessageContainingAll("'shared'", "does not tell", "submit the task again");
		assertThat(queued()).isEqualTo(10);
		Tasks.submit(pool);
		one.answers().lose("queued");
		one.pass(Duration.ofSeconds(1));
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool));
		assertThat(queued()).isEqualTo(11);
	}

	private <T> Future<T> elsewhere(Callable<T> work) {
		return this.threads.submit(work);
	}

	private static Thread.State stateOf(Thread[] thread) {
		return (thread[0] != null) ? thread[0].getState() : Thread.State.NEW;
	}

	/** Submits in another thread, which waits for room then. */
	private Future<TaskFuture<Integer>> blocked(ParallelPool pool, Thread[] thread) {
		Future<TaskFuture<Integer>> blocked = elsewhere(() -> {
			thread[0] = Thread.currentThread();
			return Tasks.submit(pool);
		});
		await().until(() -> stateOf(thread) == Thread.State.TIMED_WAITING);
		assertThat(blocked).isNotDone();
		return blocked;
	}

	@Test
	void aCallerWaitsUntilAnotherInstanceMakesRoom() {
		DrivenInstance one = instance();
		DrivenInstance two = instance();
		ParallelPool pool = one.pool(POOL, blocking(1, Duration.ZERO));
		two.pool(POOL);
		one.start();
		two.start();
		// One of both workers is left, so that a claim takes one task.
		String gate = Gates.close();
		Tasks.submit(pool, gate);
		two.claim(POOL);
		await().until(() -> Gates.waiting(gate) == 1);
		Tasks.submit(pool, gate);
		Future<TaskFuture<Integer>> first = blocked(pool, new Thread[1]);
		Future<TaskFuture<Integer>> second = blocked(pool, new Thread[1]);
		assertThat(queued()).isEqualTo(1);
		two.claim(POOL);
		await().until(() -> first.isDone() || second.isDone());
		assertThat(queued()).isEqualTo(1);
		assertThat(List.of(first, second)).filteredOn(Future::isDone).hasSize(1);
		Gates.open(gate);
		await().until(() -> {
			two.tell(POOL);
			two.claim(POOL);
			return first.isDone() && second.isDone();
		});
		assertThat(first).succeedsWithin(Duration.ZERO);
		assertThat(second).succeedsWithin(Duration.ZERO);
	}

	@Test
	void aCallerThatHasWaitedForLongEnoughIsRejected() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, blocking(1, Duration.ofSeconds(30)));
		one.start();
		Tasks.submit(pool);
		Future<TaskFuture<Integer>> blocked = blocked(pool, new Thread[1]);
		one.pass(Duration.ofSeconds(31));
		assertThat(rejection(blocked)).contains("'shared'", "30000 ms", "'queue.block-timeout'", "'queue.capacity'");
		Thread[] thread = new Thread[1];
		Future<TaskFuture<Integer>> hurried = elsewhere(() -> {
			thread[0] = Thread.currentThread();
			return Tasks.submit(pool, TaskOptions.ofDeadline(Duration.ofSeconds(20)));
		});
		await().until(() -> stateOf(thread) == Thread.State.TIMED_WAITING);
		one.pass(Duration.ofSeconds(21));
		assertThat(rejection(hurried)).contains("20000 ms", "deadline");
		assertThat(queued()).isEqualTo(1);
	}

	@Test
	void otherSettingsHoldAlsoForCallersThatWaitAlready() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, blocking(1, Duration.ZERO));
		one.start();
		Tasks.submit(pool);
		List<Future<TaskFuture<Integer>>> late = List.of(blocked(pool, new Thread[1]), blocked(pool, new Thread[1]));
		pool.change(Map.of(PoolSetting.QUEUE_BLOCK_TIMEOUT, Duration.ofSeconds(1)), "test");
		one.pass(Duration.ofSeconds(1));
		for (Future<?> caller : late) {
			assertThat(rejection(caller)).contains("'queue.block-timeout'");
		}
		pool.reset("test");
		List<Future<TaskFuture<Integer>>> refused = List.of(blocked(pool, new Thread[1]), blocked(pool, new Thread[1]));
		pool.change(Map.of(PoolSetting.QUEUE_WHEN_FULL, WhenFull.REJECT), "test");
		for (Future<?> caller : refused) {
			assertThat(rejection(caller)).contains("1 tasks wait");
		}
		pool.reset("test");
		List<Future<TaskFuture<Integer>>> let = List.of(blocked(pool, new Thread[1]), blocked(pool, new Thread[1]));
		pool.change(Map.of(PoolSetting.QUEUE_CAPACITY, Integer.MAX_VALUE), "test");
		for (Future<?> caller : let) {
			assertThat(caller).succeedsWithin(Duration.ofSeconds(60));
		}
		assertThat(queued()).isEqualTo(3);
	}

	private static String rejection(Future<?> blocked) {
		try {
			blocked.get(60, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			assertThat(ex).hasCauseInstanceOf(TaskRejectedException.class);
			return ex.getCause().getMessage();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		throw new AssertionError("It was not rejected.");
	}

	@Test
	void aCallerThatIsInterruptedIsRejected() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, blocking(1, Duration.ZERO));
		one.start();
		Tasks.submit(pool);
		Thread[] thread = new Thread[1];
		Future<Boolean> blocked = elsewhere(() -> {
			thread[0] = Thread.currentThread();
			assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool))
				.withMessageContaining("interrupted");
			return Thread.interrupted();
		});
		await().until(() -> stateOf(thread) == Thread.State.TIMED_WAITING);
		thread[0].interrupt();
		assertThat(blocked).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(true);
	}

	@Test
	void whoWaitsIsRejectedWhenThePoolStops() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, blocking(1, Duration.ZERO));
		one.start();
		Tasks.submit(pool);
		Future<TaskFuture<Integer>> blocked = blocked(pool, new Thread[1]);
		pool.stop();
		assertThat(rejection(blocked)).contains("'shared'", "accepts no tasks");
	}

	@Test
	void aTaskOfThePoolDoesNotWaitForRoom() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, blocking(1, Duration.ZERO));
		one.start();
		Own.pool = pool;
		TaskFuture<String> task = pool.submit(() -> {
			Tasks.submit(Own.pool);
			try {
				Tasks.submit(Own.pool);
				return "";
			}
			catch (TaskRejectedException ex) {
				return ex.getMessage();
			}
		});
		one.claim(POOL);
		await().until(() -> {
			one.tell(POOL);
			one.look();
			return task.isDone();
		});
		assertThat(task).isCompletedWithValueMatching((message) -> message.contains("one of its own workers"));
	}

	/** What a task can't take along. */
	private static final class Own {

		private static volatile ParallelPool pool;

	}

	@Test
	void theCapacityCanBeChangedButNotToWhatOneInstanceAloneCanDo() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, rejecting(1));
		one.start();
		Tasks.submit(pool);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool));
		pool.change(Map.of(PoolSetting.QUEUE_CAPACITY, 2), "test");
		Tasks.submit(pool);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> Tasks.submit(pool));
		for (WhenFull policy : List.of(WhenFull.DISCARD_OLDEST, WhenFull.CALLER_RUNS)) {
			assertThatExceptionOfType(InvalidSettingException.class)
				.isThrownBy(() -> pool.change(Map.of(PoolSetting.QUEUE_WHEN_FULL, policy), "test"))
				.withMessageContainingAll("queue.when-full", "scope: local");
		}
		assertThat(pool.settings().queue().whenFull()).isEqualTo(WhenFull.REJECT);
	}

}
