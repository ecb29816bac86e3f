package io.github.parallelpools.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;

import static io.github.parallelpools.test.PoolAssertions.assertThatPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pools whose tasks are run by those who submit them: all that others promise, at once.
 */
@Timeout(60)
class InlinePoolTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final LeftBehind before = LeftBehind.sinceNow();

	private final TestPools pools = TestPools.inline();

	@AfterEach
	void nothingIsLeft() throws InterruptedException {
		this.pools.close();
		this.before.assertNothing(LONG);
	}

	@Test
	void aTaskHasEndedInTheCallersThreadWhenSubmitReturns() {
		ParallelPool pool = this.pools.pool("work");
		TaskFuture<Thread> future = pool.submit(Thread::currentThread);
		assertThat(future).isCompletedWithValue(Thread.currentThread());
		assertThatPool(pool).hasAccepted(1).hasCompleted(1).isBalanced().isIn(PoolState.RUNNING);
		assertThat(pool.workers()).isEmpty();
	}

	@Test
	void tasksRunInTheOrderInWhichTheyAreSubmitted() {
		ParallelPool pool = this.pools.pool("work");
		List<Integer> order = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			pool.submit(() -> order.add(number));
		}
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
	}

	@Test
	void whatATaskThrowsIsItsFailureAndNotTheCallers() {
		ParallelPool pool = this.pools.pool("work");
		TaskFuture<Object> future = pool.submit(() -> {
			throw new IllegalStateException("on purpose");
		});
		assertThat(future).isCompletedExceptionally();
		assertThat(failure(future)).isInstanceOfSatisfying(TaskFailedException.class, (failed) -> {
			assertThat(failed.result().resultCode()).isEqualTo(ResultCode.FAILED);
			assertThat(failed).hasRootCauseMessage("on purpose");
		});
		assertThatPool(pool).hasAccepted(1).hasFailed(1).isBalanced();
	}

	@Test
	void listenersAreToldBeforeSubmitReturns() {
		List<String> told = new ArrayList<>();
		this.pools.listener(new TaskListener() {

			@Override
			public void started(String id, String pool) {
				told.add("started in " + pool);
			}

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				told.add(result.code() + " " + value);
			}

		});
		ParallelPool pool = this.pools.pool("work");
		pool.submit(() -> {
			told.add("running");
			return 42;
		});
		assertThat(told).containsExactly("started in work", "running", "00000 42");
	}

	@Test
	void itemsGoToTheHandlerWithAContext() {
		TaskHandler<String, String> handler = (item, context) -> "%s by %s, attempt %s".formatted(item, context.pool(),
				context.attempt());
		ParallelPool pool = this.pools.pool("work", handler);
		assertThat(pool.send("done", String.class)).isCompletedWithValue("done by work, attempt 1");
	}

	@Test
	void aTaskThatSubmitsToItsOwnPoolAndWaitsHasItsResult() {
		ParallelPool pool = this.pools.pool("work");
		List<String> order = new ArrayList<>();
		TaskFuture<Integer> outer = pool.submit(() -> {
			String own = TaskContext.current().taskId();
			order.add("outer");
			int inner = pool.submit(() -> {
				order.add("inner");
				return 1;
			}).get();
			assertThat(TaskContext.current().taskId()).isEqualTo(own);
			order.add("outer again");
			return inner + 1;
		});
		assertThat(outer).isCompletedWithValue(2);
		assertThat(order).containsExactly("outer", "inner", "outer again");
		assertThatPool(pool).hasAccepted(2).hasCompleted(2).isBalanced();
	}

	@Test
	void bulksRunInTheOrderOfTheirItems() {
		ParallelPool pool = this.pools.pool("work");
		List<Integer> order = new ArrayList<>();
		List<Integer> values = pool.map(IntStream.range(0, 50).boxed().toList(), (item) -> {
			order.add(item);
			return item * 2;
		}).values().toList();
		assertThat(values).isEqualTo(IntStream.range(0, 50).map((item) -> item * 2).boxed().toList());
		assertThat(order).isSorted().hasSize(50);
		assertThatPool(pool).hasAccepted(50).hasCompleted(50).isBalanced();
	}

	@Test
	void whatIsQueuedWhilePausedIsRunByWhoeverResumes() throws InterruptedException {
		ParallelPool pool = this.pools.pool("work");
		pool.pause(LONG);
		assertThatPool(pool).isIn(PoolState.PAUSED);
		List<Integer> order = new ArrayList<>();
		TaskFuture<Boolean> first = pool.submit(() -> order.add(1));
		TaskFuture<Boolean> second = pool.submit(() -> order.add(2));
		assertThat(first).isNotDone();
		assertThat(pool.snapshot().queue().size()).isEqualTo(2);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.join(Duration.ofMillis(1)));
		pool.resume(LONG);
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(order).containsExactly(1, 2);
		assertThatPool(pool).hasAccepted(2).hasCompleted(2).isBalanced().isIn(PoolState.RUNNING);
	}

	@Test
	void aTaskThatPausesItsPoolHasTheNextOnesWait() {
		ParallelPool pool = this.pools.pool("work");
		assertThat(pool.submit(() -> {
			pool.pause();
			return pool.state();
		})).isCompletedWithValue(PoolState.PAUSING);
		assertThatPool(pool).isIn(PoolState.PAUSED);
		TaskFuture<Boolean> pausing = pool.submit(() -> {
			pool.pause();
			return true;
		});
		TaskFuture<Boolean> next = pool.submit(() -> true);
		pool.resume();
		assertThat(pausing).isCompleted();
		assertThat(next).isNotDone();
		pool.resume();
		assertThat(next).isCompleted();
	}

	@Test
	void waitingForOneselfIsRefused() {
		ParallelPool pool = this.pools.pool("work");
		TaskFuture<Object> joining = pool.submit(() -> {
			pool.join();
			return null;
		});
		assertThat(failure(joining)).hasRootCauseInstanceOf(PoolStateException.class);
		assertThat(pool.submit(() -> {
			pool.pause(LONG);
			return pool.state();
		})).isDone();
		assertThatPool(pool).isIn(PoolState.PAUSED);
		assertThatPool(pool).hasAccepted(2).isBalanced();
	}

	@Test
	void noCallerWaitsForRoomInAQueueThatNobodyEmpties() {
		ParallelPool pool = this.pools.pool(with(QueueSettings.of(1, WhenFull.BLOCK)));
		pool.pause();
		TaskFuture<Integer> queued = pool.submit(() -> 1);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 2))
			.withMessageContaining("its queue is full");
		pool.resume();
		assertThat(queued).isCompletedWithValue(1);
		assertThatPool(pool).hasAccepted(1).hasCompleted(1).hasRejected(1).isBalanced();
	}

	@Test
	void theOldestIsDiscardedFromAFullQueueAsInOtherPools() {
		ParallelPool pool = this.pools.pool(with(QueueSettings.of(1, WhenFull.DISCARD_OLDEST)));
		pool.pause();
		TaskFuture<Integer> oldest = pool.submit(() -> 1);
		TaskFuture<Integer> next = pool.submit(() -> 2);
		assertThat(oldest).isCancelled();
		pool.resume();
		assertThat(next).isCompletedWithValue(2);
		assertThatPool(pool).hasAccepted(2).hasCompleted(1).hasCancelled(1).isBalanced();
	}

	@Test
	void aTaskThatWaitsIsCancelledAndIsNotRun() {
		ParallelPool pool = this.pools.pool("work");
		pool.pause();
		List<String> ran = new ArrayList<>();
		TaskFuture<Boolean> one = pool.submit(() -> ran.add("one"), TaskOptions.ofTag("tag"));
		TaskFuture<Boolean> other = pool.submit(() -> ran.add("other"));
		assertThat(pool.cancelTagged("tag", true)).isEqualTo(1);
		assertThat(one).isCancelled();
		pool.resume();
		assertThat(other).isCompleted();
		assertThat(ran).containsExactly("other");
		assertThatPool(pool).hasAccepted(2).hasCompleted(1).hasCancelled(1).isBalanced();
	}

	@Test
	void anotherThreadCancelsATaskThatRuns() throws InterruptedException {
		ParallelPool pool = this.pools.pool("work");
		CountDownLatch begun = new CountDownLatch(1);
		AtomicReference<@Nullable TaskFuture<?>> submitted = new AtomicReference<>();
		Thread caller = new Thread(() -> submitted.set(pool.submit(() -> {
			begun.countDown();
			new CountDownLatch(1).await();
			return 1;
		}, TaskOptions.ofTag("hanging"))));
		caller.start();
		begun.await();
		assertThat(pool.cancelTagged("hanging", true)).isEqualTo(1);
		caller.join();
		assertThat(submitted.get()).isCancelled();
		assertThatPool(pool).hasAccepted(1).hasCancelled(1).isBalanced();
	}

	@Test
	void aTaskOverTimeIsInterruptedInItsCallerWhoGoesOn() throws InterruptedException {
		ManualClock clock = new ManualClock();
		try (TestPools timed = TestPools.inline(clock)) {
			ParallelPool pool = timed
				.pool(with(new OvertimeSettings(LONG, OvertimePolicy.KILL, 1, Duration.ofSeconds(60), Duration.ZERO)));
			CountDownLatch begun = new CountDownLatch(1);
			Thread other = new Thread(() -> {
				awaitLatch(begun);
				clock.advance(LONG);
			});
			other.start();
			TaskFuture<Object> future = pool.submit(() -> {
				begun.countDown();
				new CountDownLatch(1).await();
				return null;
			});
			assertThat(failure(future)).isInstanceOf(TaskOvertimeException.class);
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			other.join();
			assertThat(pool.submit(() -> 42)).isCompletedWithValue(42);
			assertThatPool(pool).hasAccepted(2).hasCompleted(1).hasFailed(1).isBalanced();
		}
	}

	@Test
	void whoWaitsForATaskThatIgnoresItsEndIsToldWhy() {
		CountDownLatch told = new CountDownLatch(1);
		Logger logger = Logger.getLogger("io.github.parallelpools.engine.event.EventLog");
		Handler handler = new StreamHandler() {

			@Override
			public synchronized void publish(LogRecord line) {
				if (new SimpleFormatter().formatMessage(line)
					.contains("as this pool is inline for a test. No thread")) {
					told.countDown();
				}
			}

		};
		logger.addHandler(handler);
		try {
			ParallelPool pool = this.pools.pool(with(new OvertimeSettings(Duration.ofMillis(50), OvertimePolicy.KILL, 1,
					Duration.ofMillis(50), Duration.ZERO)));
			TaskFuture<Object> future = pool.submit(() -> {
				while (told.getCount() > 0) {
					Thread.onSpinWait();
				}
				return null;
			});
			assertThat(failure(future)).isInstanceOf(TaskOvertimeException.class);
		}
		finally {
			logger.removeHandler(handler);
		}
	}

	@Test
	void aTaskThatEndsItsOwnPoolByForceIsCancelled() {
		ParallelPool pool = this.pools.pool("work");
		TaskFuture<Object> future = pool.submit(() -> {
			pool.forceStop();
			return null;
		});
		assertThat(future).isCancelled();
		assertThat(Thread.interrupted()).isFalse();
		assertThatPool(pool).isIn(PoolState.STOPPED).hasAccepted(1).hasCancelled(1).isBalanced();
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1));
	}

	@Test
	void whatIsQueuedInAStoppedPoolIsRunByWhoeverStartsIt() throws InterruptedException {
		ParallelPool pool = this.pools.pool("work");
		pool.pause();
		TaskFuture<Thread> queued = pool.submit(Thread::currentThread);
		pool.stop(LONG);
		assertThatPool(pool).isIn(PoolState.STOPPED);
		assertThat(queued).isNotDone();
		pool.start();
		assertThat(queued).isCompletedWithValue(Thread.currentThread());
	}

	@Test
	void whatIsQueuedWhenPoolsCloseIsCancelled() {
		ParallelPool pool = this.pools.pool("work");
		pool.pause();
		TaskFuture<Integer> queued = pool.submit(() -> 1);
		this.pools.close();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(queued::join);
		assertThatPool(pool).hasAccepted(1).hasCancelled(1).isBalanced();
	}

	@Test
	void aPoolThatStopsByItselfDoesSoAfterTheTask() {
		PoolSettings standard = TestPools.settings("work");
		ParallelPool pool = this.pools.pool(new PoolSettings("work", standard.kind(), standard.size(),
				standard.overtime(), standard.queue(), standard.work(), true));
		assertThat(pool.submit(() -> 1)).isCompletedWithValue(1);
		assertThatPool(pool).isIn(PoolState.STOPPED);
	}

	@Test
	void workersThatAreAlwaysKeptAreNotMade() throws InterruptedException {
		ParallelPool pool = this.pools
			.pool(TestPools.settings("work").withSize(new SizeSettings(2, 4, 1, Duration.ofSeconds(1))));
		assertThatPool(pool).isIn(PoolState.RUNNING);
		pool.pause(LONG);
		pool.resume(LONG);
		pool.submit(() -> 1);
		assertThat(pool.renew("a test")).isZero();
		assertThat(pool.workers()).isEmpty();
		assertThat(pool.snapshot().size().current()).isZero();
	}

	@Test
	void severalCallersRunTheirTasksAtATime() throws InterruptedException {
		ParallelPool pool = this.pools.pool(TestPools.settings("work").withSize(new SizeSettings(0, 1, Duration.ZERO)));
		CountDownLatch both = new CountDownLatch(2);
		List<Thread> callers = IntStream.range(0, 2).mapToObj((number) -> new Thread(() -> pool.submit(() -> {
			both.countDown();
			both.await();
			return null;
		}))).toList();
		callers.forEach(Thread::start);
		for (Thread caller : callers) {
			caller.join();
		}
		assertThatPool(pool).hasAccepted(2).hasCompleted(2).isBalanced();
	}

	@Test
	void tasksOfOneLockStillExcludeEachOther() throws InterruptedException {
		PoolSettings standard = TestPools.settings("work");
		ParallelPool pool = this.pools
			.pool(new PoolSettings("work", standard.kind(), standard.size(), standard.overtime(), standard.queue(),
					new WorkSettings(null, standard.work().args(), "one"), standard.retry(), UpkeepSettings.STANDARD));
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		List<String> order = new ArrayList<>();
		Thread other = new Thread(() -> pool.submit(() -> {
			inside.countDown();
			end.await();
			order.add("other");
			return null;
		}));
		other.start();
		inside.await();
		Thread ends = new Thread(end::countDown);
		ends.start();
		assertThat(pool.submit(() -> order.add("own"))).isDone();
		other.join();
		ends.join();
		assertThat(order).containsExactly("other", "own");
	}

	@Test
	void aPoolThatFetchesItsOwnWorkIsRefused() {
		PoolSettings standard = TestPools.settings("work");
		PoolSettings polling = new PoolSettings("work", standard.kind(), standard.size(), standard.overtime(),
				standard.queue(), WorkSettings.polledBy("poller", null, standard.work().args()), false);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.pools.pool(polling))
			.withMessageContaining("Pool 'work'");
	}

	private static PoolSettings with(QueueSettings queue) {
		PoolSettings standard = TestPools.settings("work");
		return new PoolSettings("work", standard.kind(), standard.size(), standard.overtime(), queue, standard.work(),
				standard.retry(), standard.upkeep());
	}

	private static PoolSettings with(OvertimeSettings overtime) {
		PoolSettings standard = TestPools.settings("work");
		return new PoolSettings("work", standard.kind(), standard.size(), overtime, standard.queue(), standard.work(),
				standard.retry(), standard.upkeep());
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Throwable failure(TaskFuture<?> future) {
		assertThat(future).isDone();
		return future.handle((value, error) -> error).join();
	}

}
