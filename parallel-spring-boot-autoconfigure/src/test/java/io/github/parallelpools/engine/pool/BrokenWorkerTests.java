package io.github.parallelpools.engine.pool;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorker;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.fixture.Stubborn;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Workers, listeners and callers that fail at the worst moment: no task and no pool may
 * be lost with them.
 */
@Timeout(60)
class BrokenWorkerTests {

	private final ParallelEngine engine = new ParallelEngine();

	private final ScriptedWorkers workers = ScriptedWorkers.threads().onAbort((worker) -> {
	});

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.release.countDown();
		this.engine.close();
	}

	private ParallelPool pool(int min, int max) {
		return pool(min, max, false);
	}

	private ParallelPool pool(int min, int max, boolean autoStop) {
		PoolRecipe recipe = PoolRecipe.of("fake", WorkerKind.THREAD).size(min, max).queue(100, WhenFull.REJECT);
		return this.engine.open((autoStop ? recipe.stoppingByItself() : recipe).settings(), this.workers,
				() -> this.listeners);
	}

	private ParallelPool started(int min, int max) {
		ParallelPool pool = pool(min, max);
		pool.start();
		return pool;
	}

	@Test
	void aTaskIsServedByTheNextWorkerIfTheOneThatWasCalledIsDead() throws Exception {
		ParallelPool pool = started(0, 2);
		CountDownLatch both = new CountDownLatch(2);
		TaskCallable<Void> together = () -> {
			both.countDown();
			both.await();
			return null;
		};
		pool.submit(together);
		pool.submit(together);
		await().until(() -> pool.snapshot().size().idle() == 2 && both.getCount() == 0);
		ScriptedWorker last = this.workers.in(pool.submit(Thread::currentThread).get());
		await().until(() -> pool.snapshot().size().idle() == 2);
		last.endBy("it died of a test");
		assertThat(pool.submit(() -> "served").get(30, TimeUnit.SECONDS)).isEqualTo("served");
	}

	@Test
	void aForcedStopEndsATaskWhoseStartIsStillBeingTold() throws Exception {
		this.listeners.add(new TaskListener() {

			@Override
			public void started(String id, String pool) {
				Stubborn.await(BrokenWorkerTests.this.release);
			}

		});
		ParallelPool pool = started(0, 1);
		TaskFuture<String> told = pool.submit(() -> "ran");
		await().until(() -> pool.snapshot().size().busy() == 1);
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThatThrownBy(() -> told.get(30, TimeUnit.SECONDS)).isInstanceOf(TaskCancelledException.class)
			.hasMessageContaining("by force");
		assertThat(pool.snapshot().totals().cancelled()).isEqualTo(1);
	}

	@Test
	void aStartThatFailsWhileThePoolStopsIsNoTroubleOfTheStoppedPool() throws Exception {
		CountDownLatch opening = new CountDownLatch(1);
		this.workers.onOpen((worker) -> {
			opening.countDown();
			Stubborn.await(this.release);
			throw new WorkerStartException("not today", null);
		});
		ParallelPool pool = started(0, 1);
		pool.submit(() -> 1);
		opening.await();
		pool.stop();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPING);
		this.release.countDown();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.snapshot().startFailures()).isNull();
		assertThat(pool.snapshot().totals().workers().startFailures()).isEqualTo(1);
	}

	@Test
	void aWorkerThatFailsToCloseDoesNotHoldThePool() throws Exception {
		this.workers.onClose(() -> {
			throw new IllegalStateException("can't close");
		});
		ParallelPool pool = started(0, 1);
		assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void anOrderThatCanNotBeGivenDoesNotKeepAnybodyFromBeingTold() throws Exception {
		this.workers.onAbort((worker) -> {
			throw new LinkageError("can't interrupt");
		});
		ParallelPool pool = started(0, 2);
		TaskFuture<Object> first = pool.submit(() -> {
			Stubborn.await(this.release);
			return null;
		});
		TaskFuture<Object> second = pool.submit(() -> {
			Stubborn.await(this.release);
			return null;
		});
		await().until(() -> pool.snapshot().size().busy() == 2);
		assertThat(first.cancel(true)).isTrue();
		assertThat(first).isCancelled();
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS)).isInstanceOf(TaskCancelledException.class);
	}

	@Test
	void closingByAnInterruptedThreadStillEndsWhatIsQueued() {
		TaskFuture<Integer> one = pool(0, 1).submit(() -> 1);
		TaskFuture<Integer> other = pool(0, 1).submit(() -> 1);
		ParallelPool busy = started(0, 1);
		busy.submit(() -> {
			Stubborn.await(this.release);
			return null;
		});
		TaskFuture<Integer> behind = busy.submit(() -> 1);
		Thread.currentThread().interrupt();
		this.engine.close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(List.of(one, other, behind)).allMatch(TaskFuture::isCancelled);
	}

	@Test
	void aWorkerThatDiesIdleIsCountedAsCrashed() {
		ParallelPool pool = started(0, 1);
		ScriptedWorker worker = this.workers.in(pool.submit(Thread::currentThread).join());
		await().until(() -> pool.snapshot().size().idle() == 1);
		worker.dieBy("it died of a test");
		await().until(() -> pool.workers().isEmpty());
		assertThat(pool.snapshot().totals().workers().crashed()).isEqualTo(1);
		assertThat(pool.snapshot().startFailures()).isNull();
	}

	@Test
	void aWorkerThatIsKilledTwiceIsCountedOnce() {
		ParallelPool pool = started(0, 1);
		pool.submit(() -> {
			Stubborn.await(this.release);
			return null;
		});
		await().until(() -> pool.snapshot().size().busy() == 1);
		pool.killWorker("fake-1");
		pool.killWorker("fake-1");
		assertThat(pool.snapshot().totals().workers().killed()).isEqualTo(1);
	}

	@Test
	void aPoolStopsByItselfThoughItsLastTaskWasCancelledAsItWasTaken() {
		ParallelPool pool = pool(0, 1, true);
		pool.start();
		pool.submit(() -> {
			Stubborn.await(this.release);
			return null;
		});
		await().until(() -> pool.snapshot().size().busy() == 1);
		Execution<Integer> queued = (Execution<Integer>) pool.submit(() -> 1);
		// A cancelling thread comes as far as this before the worker comes for the task.
		queued.decide(new TaskOutcome.Cancelled("its future was cancelled"));
		this.release.countDown();
		await().until(() -> pool.snapshot().size().busy() == 0 && pool.snapshot().queue().size() == 0);
		((WorkerPool) pool).withdraw(queued, "its future was cancelled");
		await().until(() -> pool.state() == PoolState.STOPPED);
	}

	@Test
	void aStartThatFailsInAnyWayIsCounted() {
		this.workers.onOpen((worker) -> {
			throw new IllegalArgumentException("Invalid environment variable name");
		});
		ParallelPool pool = started(1, 1);
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().totals().workers().startFailures()).isPositive();
		assertThat(pool.snapshot().startFailures().message()).contains("Invalid environment variable name");
	}

	@Test
	void aWaitMayBeAsLongAsOneLikes() throws Exception {
		ParallelPool pool = started(1, 1);
		pool.pause(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(pool.state()).isEqualTo(PoolState.PAUSED);
		pool.stop(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void aWaitWithoutATimeoutIsRefusedBeforeItHasAnEffect() {
		ParallelPool pool = started(1, 1);
		assertThatNullPointerException().isThrownBy(() -> pool.pause(null));
		assertThatNullPointerException().isThrownBy(() -> pool.stop(null));
		assertThat(pool.state().runsTasks()).isTrue();
	}

	@Test
	void aCancelledTaskHoldsNothingThatItCaptured() {
		ParallelPool pool = pool(0, 1);
		AtomicReference<TaskFuture<Integer>> future = new AtomicReference<>();
		WeakReference<Object> captured = submitLarge(pool, future);
		assertThat(future.get().cancel(true)).isTrue();
		await().until(() -> {
			System.gc();
			return captured.get() == null;
		});
		assertThat(future.get()).isCancelled();
	}

	private static WeakReference<Object> submitLarge(ParallelPool pool, AtomicReference<TaskFuture<Integer>> future) {
		byte[] large = new byte[1024 * 1024];
		future.set(pool.submit(() -> large.length));
		return new WeakReference<>(large);
	}

	@Test
	void aFutureCanBePrintedThoughItsValueCanNot() {
		ParallelPool pool = started(0, 1);
		TaskFuture<Object> future = pool.submit(() -> new Object() {

			@Override
			public String toString() {
				throw new IllegalStateException("no words");
			}

		});
		future.join();
		assertThat(future.toString()).startsWith("Task fake-").endsWith("Succeeded");
	}

}
