package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A caller that runs a task itself is looked after as a worker is, and its thread is left
 * as it was.
 */
@Timeout(120)
@EachKind({ WorkerKind.THREAD, WorkerKind.VIRTUAL })
class CallerRunsContractTests {

	private final TestWorkers workers;

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final SharedStore store = SharedStore.inMemory();

	private final SharedObjects shared = new ApplicationObjects(this.store, getClass().getClassLoader());

	private Pools pools;

	CallerRunsContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.pools = new Pools(this.workers.kind(), this.store);
		this.pools.tell(new TaskListener() {

			@Override
			public void started(String id, String pool) {
				CallerRunsContractTests.this.events.add("started " + id);
			}

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				CallerRunsContractTests.this.events
					.add("ended " + id + " " + result.code() + (result.overtime() ? " over time" : ""));
			}

		});
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.pools.close();
		this.workers.close();
	}

	/** A pool whose one worker is busy and whose queue is full. */
	private ParallelPool full(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(standard) -> recipe.apply(standard.size(0, 1).queue(1, WhenFull.CALLER_RUNS)));
		pool.start();
		pool.submit(this::awaitRelease);
		await().until(() -> pool.snapshot().size().busy() == 1);
		pool.submit(() -> "queued");
		return pool;
	}

	private ParallelPool full() {
		return full((recipe) -> recipe);
	}

	@Nullable Object awaitRelease() {
		boolean waiting = true;
		while (waiting) {
			try {
				this.release.await();
				waiting = false;
			}
			catch (InterruptedException ex) {
				this.events.add("worker interrupted");
			}
		}
		return null;
	}

	private static TaskCallable<Object> endless(CountDownLatch running) {
		return () -> {
			running.countDown();
			new CountDownLatch(1).await();
			return null;
		};
	}

	@Test
	void runsInTheCallersThreadAsAnyOtherTaskWouldRun() throws Exception {
		ParallelPool pool = full((recipe) -> recipe.overtime(Duration.ofMinutes(1), OvertimePolicy.IGNORE));
		TaskFuture<Thread> thread = pool.submit(Thread::currentThread);
		assertThat(thread).isCompletedWithValue(Thread.currentThread());
		assertThat(this.events).containsSubsequence("started " + thread.id(), "ended " + thread.id() + " 00000");
		TaskFuture<String> greeting = pool.send("world", String.class);
		assertThat(greeting).isCompletedWithValue("hello world from work 1 true false");
		assertThat(pool.send("nobody")).isCompletedExceptionally();
		assertThat(pool.send("world", Integer.class)).isCompletedExceptionally();
		assertThat(pool.snapshot().totals())
			.extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::completed, PoolSnapshot.Totals::failed)
			.containsExactly(6L, 2L, 2L);
		assertThat(pool.snapshot().size().current()).isEqualTo(1);
		assertThat(pool.workers()).hasSize(1);
		this.release.countDown();
		pool.join();
		assertThat(pool.snapshot().totals().completed()).isEqualTo(4);
	}

	@Test
	void leavesTheThreadOfTheCallerAsItWas() {
		ParallelPool pool = full();
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		pool.submit(() -> {
			Thread.currentThread().setContextClassLoader(null);
			return null;
		}).join();
		assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
	}

	@Test
	void theCallerFindsItsThreadLocalsAsTheyWere() {
		ParallelPool pool = full();
		Leftovers.note("caller");
		try {
			assertThat(pool.submit(() -> {
				Leftovers.note("task");
				return Leftovers.leave();
			}).join()).isEqualTo(1);
			assertThat(Leftovers.notes()).isEqualTo("caller caller");
			assertThat(pool.submit(() -> {
				String found = Leftovers.notes();
				Leftovers.forget();
				return found;
			}).join()).isEqualTo("caller caller");
			assertThat(Leftovers.notes()).isEqualTo("caller caller");
		}
		finally {
			Leftovers.forget();
		}
	}

	@Test
	void rejectsWhatTheCallerMayNotRun() throws Exception {
		ParallelPool fresh = this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(recipe) -> recipe.queue(1, WhenFull.CALLER_RUNS));
		fresh.submit(() -> 1);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> fresh.submit(() -> 2))
			.withMessageContaining("that is NEW. Start it first")
			.withMessageContaining("queue 1/1");
		ParallelPool pool = full();
		pool.pause();
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 2))
			.withMessageContaining("that is PAUSING. Resume it first");
		this.release.countDown();
		pool.pause(Duration.ofSeconds(30));
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 2))
			.withMessageContaining("that is PAUSED. Resume it first");
		assertThat(pool.snapshot().totals().rejected()).isEqualTo(2);
		pool.stop();
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 2))
			.withMessageContaining("Start it again first");
	}

	@Test
	void aGracefulStopAndAPauseWaitForTheCaller() throws Exception {
		ParallelPool pool = full();
		Caller caller = caller(pool);
		this.release.countDown();
		await().until(() -> pool.snapshot().size().busy() == 0);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.pause(Duration.ofMillis(20)))
			.withMessageContaining("is still PAUSING")
			.withMessageContaining("work-caller-1 runs task ");
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.stop(Duration.ofMillis(20)))
			.withMessageContaining("is still STOPPING")
			.withMessageContaining("work-caller-1 runs task ")
			.withMessageContaining("forceStop()");
		assertThat(pool.workers()).extracting(WorkerSnapshot::id).contains("work-caller-1");
		caller.let.countDown();
		caller.thread.join();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThat(caller.future.get()).isCompletedWithValue("ran");
		assertThat(pool.workers()).isEmpty();
	}

	@Test
	void aForcedStopInterruptsTheCallerWhoseThreadGoesOnWithoutTheFlag() throws Exception {
		ParallelPool pool = full();
		Caller caller = caller(pool);
		this.release.countDown();
		pool.forceStop();
		caller.thread.join();
		pool.stop(Duration.ofSeconds(30));
		assertThat(failure(caller.future.get())).isInstanceOf(TaskCancelledException.class)
			.hasMessageContaining("by force");
		assertThat(caller.interruptedAfterwards).isFalse();
	}

	@Test
	void aTaskThatRestoresTheFlagOfAForcedStopDoesNotLeaveItToItsCaller() throws Exception {
		ParallelPool pool = full();
		CountDownLatch running = new CountDownLatch(1);
		Caller caller = new Caller(pool, () -> {
			try {
				running.countDown();
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return null;
		}, (thread) -> {
		});
		running.await();
		this.release.countDown();
		pool.forceStop();
		caller.thread.join();
		assertThat(caller.interruptedAfterwards).isFalse();
	}

	@Test
	void aFlagThatWasSetBeforeIsHiddenFromTheTaskAndStays() throws Exception {
		ParallelPool pool = full();
		AtomicReference<Boolean> seen = new AtomicReference<>();
		Caller caller = new Caller(pool, () -> {
			seen.set(Thread.currentThread().isInterrupted());
			return null;
		}, Thread::interrupt);
		caller.thread.join();
		assertThat(seen).hasValue(false);
		assertThat(caller.interruptedAfterwards).isTrue();
	}

	@Test
	void aFlagThatSomebodyElseSetsMeanwhileStays() throws Exception {
		ParallelPool pool = full();
		Caller caller = new Caller(pool, () -> {
			Thread.currentThread().interrupt();
			return null;
		}, (thread) -> {
		});
		caller.thread.join();
		assertThat(caller.interruptedAfterwards).isTrue();
	}

	@Test
	void aTaskThatRunsForTooLongIsEndedInTheCallersThread() throws Exception {
		// The only worker is over time, too. A substitute would run what the caller is to
		// run.
		ParallelPool pool = full(
				(recipe) -> recipe.overtime(Duration.ofMillis(100), OvertimePolicy.KILL).grace(Duration.ofMinutes(10)));
		TaskFuture<Object> future = pool.submit(endless(new CountDownLatch(1)));
		assertThat(failure(future)).isInstanceOf(TaskOvertimeException.class);
		assertThat(Thread.interrupted()).isFalse();
		Limits.lift(pool);
		assertThat(pool.submit(Thread::interrupted).join()).isFalse();
	}

	@Test
	void aTaskThatRunsForTooLongIsFlaggedInTheCallersThread() {
		ParallelPool pool = full((recipe) -> recipe.overtime(Duration.ofMillis(50), OvertimePolicy.IGNORE));
		TaskFuture<String> future = pool.submit(() -> {
			await().until(() -> pool.snapshot().totals().overtime().tasks() == 2);
			return "ran";
		});
		assertThat(future).isCompletedWithValue("ran");
		assertThat(this.events).contains("ended " + future.id() + " 00000 over time");
	}

	@Test
	void aCallerThatIgnoresTheOrderIsAbandonedUntilItComesBack() throws Exception {
		ParallelPool pool = full();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch let = new CountDownLatch(1);
		Caller caller = new Caller(pool, () -> {
			running.countDown();
			while (let.getCount() > 0) {
				try {
					let.await();
				}
				catch (InterruptedException ex) {
					this.events.add("ignored");
				}
			}
			return null;
		}, (thread) -> {
		});
		running.await();
		this.release.countDown();
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		await().until(() -> pool.snapshot().size().abandoned() == 1);
		assertThat(caller.thread.isAlive()).isTrue();
		pool.start();
		pool.join(Duration.ofSeconds(30));
		let.countDown();
		caller.thread.join();
		assertThat(failure(caller.future.get())).isInstanceOf(TaskCancelledException.class);
		assertThat(caller.interruptedAfterwards).isFalse();
		assertThat(pool.snapshot().size().abandoned()).isZero();
		String end = "ended " + caller.future.get().id() + " 21004";
		assertThat(this.events.stream().filter(end::equals)).hasSize(1);
	}

	@Test
	void aCallerCanBeEndedByHand() throws Exception {
		ParallelPool pool = full();
		Caller caller = caller(pool);
		assertThat(pool.killWorker("work-caller-1")).isTrue();
		caller.thread.join();
		assertThat(failure(caller.future.get())).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("work-caller-1 was killed by hand");
		assertThat(caller.interruptedAfterwards).isFalse();
		assertThat(pool.killWorker("work-caller-1")).isFalse();
		this.release.countDown();
		pool.join();
	}

	@Test
	void aTaskThatTheCallerRunsMayPutAnother() throws Exception {
		ParallelPool pool = full();
		TaskFuture<List<Thread>> outer = pool.submit(() -> {
			List<Thread> threads = new ArrayList<>();
			threads.add(Thread.currentThread());
			threads.addAll(pool.submit(() -> {
				Thread innermost = pool.submit(Thread::currentThread).get();
				return List.of(Thread.currentThread(), innermost);
			}).get());
			return threads;
		});
		assertThat(outer.get()).hasSize(3).containsOnly(Thread.currentThread());
		assertThat(pool.snapshot().totals().completed()).isEqualTo(3);
	}

	@Test
	void anOrderForATaskIsNotLostInAnotherThatItRunsMeanwhile() throws Exception {
		ParallelPool outer = this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(recipe) -> recipe.size(0, 1).grace(Duration.ofMinutes(10)));
		outer.start();
		ParallelPool inner = full();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch let = new CountDownLatch(1);
		AtomicReference<Boolean> seen = new AtomicReference<>();
		TaskFuture<Object> outerTask = outer.submit(() -> {
			inner.submit(() -> {
				running.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					// Has swallowed what was meant for the outer one.
					let.await();
				}
				return null;
			});
			seen.set(Thread.currentThread().isInterrupted());
			new CountDownLatch(1).await();
			return null;
		});
		running.await();
		assertThat(outerTask.cancel(true)).isTrue();
		let.countDown();
		await().until(() -> seen.get() != null);
		assertThat(seen).hasValue(true);
		assertThat(outer.submit(() -> "next").get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(outer.snapshot().totals().workers().abandoned()).isZero();
	}

	@Test
	void aTaskIsRejectedByItsOwnPoolThoughItRunsAGuestOfAnotherInBetween() throws Exception {
		ParallelPool blocking = this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(recipe) -> recipe.size(0, 1).queue(QueueSettings.of(1, WhenFull.BLOCK)));
		ParallelPool calling = full();
		TaskFuture<Object> task = blocking.submit(() -> {
			while (blocking.snapshot().queue().size() == 0) {
				Thread.onSpinWait();
			}
			return calling.submit(() -> blocking.submit(() -> 1)).get();
		});
		blocking.start();
		await().until(() -> blocking.snapshot().size().busy() == 1);
		blocking.submit(() -> "queued");
		assertThat(failure(task)).hasRootCauseInstanceOf(TaskRejectedException.class)
			.rootCause()
			.hasMessageContaining("its own workers");
	}

	@Test
	void aPoolStopsByItselfOnlyAfterTheCallerIsDone() throws Exception {
		ParallelPool pool = full((recipe) -> recipe.stoppingByItself());
		Caller caller = caller(pool);
		this.release.countDown();
		await().until(() -> pool.snapshot().size().busy() == 0 && pool.snapshot().queue().size() == 0);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		assertThat(pool.submit(() -> "accepted").get()).isEqualTo("accepted");
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		caller.let.countDown();
		await().until(() -> pool.state() == PoolState.STOPPED);
		caller.thread.join();
		assertThat(caller.future.get()).isCompletedWithValue("ran");
	}

	@Test
	void joiningWaitsForTheCallerWhoMayNotJoinItself() throws Exception {
		ParallelPool pool = full();
		TaskFuture<Object> joining = pool.submit(() -> {
			pool.join();
			return null;
		});
		assertThat(failure(joining)).hasCauseInstanceOf(PoolStateException.class);
		Caller caller = caller(pool);
		this.release.countDown();
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.join(Duration.ofMillis(50)))
			.withMessageContaining("work-caller-2 runs task");
		caller.let.countDown();
		pool.join();
		caller.thread.join();
		assertThat(caller.future.get()).isCompletedWithValue("ran");
	}

	@Test
	void aTaskThatTheCallerRunsNeedsTheLockOfThePoolAsEveryOther() throws Exception {
		ParallelPool pool = full((recipe) -> recipe.lock("one"));
		AtomicReference<Boolean> held = new AtomicReference<>();
		Caller caller = new Caller(pool, () -> {
			held.set(this.shared.lock("one", () -> false).isHeldByCurrentThread());
			return "ran";
		}, (thread) -> {
		});
		awaitAtTheLock(pool, caller);
		assertThat(held).hasNullValue();
		this.release.countDown();
		caller.thread.join();
		pool.join();
		assertThat(caller.future.get()).isCompletedWithValue("ran");
		assertThat(held).hasValue(true);
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void aCallerThatWaitsForTheLockOfThePoolIsEndedByAForcedStop() throws Exception {
		ParallelPool pool = full((recipe) -> recipe.lock("one"));
		Caller caller = new Caller(pool, () -> "ran", (thread) -> {
		});
		awaitAtTheLock(pool, caller);
		pool.forceStop();
		caller.thread.join();
		assertThat(failure(caller.future.get())).isInstanceOf(TaskCancelledException.class)
			.hasMessageContaining("by force");
		assertThat(caller.interruptedAfterwards).isFalse();
		this.release.countDown();
		pool.stop(Duration.ofSeconds(30));
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void aCallerThatWaitsForTheLockOfThePoolCanBeInterrupted() throws Exception {
		ParallelPool pool = full((recipe) -> recipe.lock("one"));
		Caller caller = new Caller(pool, () -> "ran", (thread) -> {
		});
		awaitAtTheLock(pool, caller);
		caller.thread.interrupt();
		caller.thread.join();
		assertThat(failure(caller.future.get())).isInstanceOf(TaskCancelledException.class)
			.hasMessageContaining("its caller was interrupted while it waited for the pool's lock");
		assertThat(caller.interruptedAfterwards).isTrue();
		assertThat(this.events).contains("ended " + caller.future.get().id() + " 21004");
		assertThat(this.events).doesNotContain("started " + caller.future.get().id());
	}

	@Test
	void theCallerKeepsItsOwnLocksAndNoneThatTheTaskLeft() {
		ParallelPool pool = full();
		SharedLock mine = this.shared.lock("mine", () -> false);
		SharedLock left = this.shared.lock("left", () -> false);
		mine.lock();
		pool.submit(() -> {
			left.lock();
			left.lock();
			return null;
		}).join();
		assertThat(mine.isHeldByCurrentThread()).isTrue();
		assertThat(left.isHeldByCurrentThread()).isFalse();
		mine.unlock();
		assertThat(this.store.locks().snapshot().join()).isEmpty();
	}

	@Test
	void theCallerKeepsItsLockAsOftenAsItHadIt() {
		ParallelPool pool = full();
		SharedLock mine = this.shared.lock("mine", () -> false);
		mine.lock();
		mine.lock();
		pool.submit(() -> {
			mine.lock();
			mine.lock();
			return null;
		}).join();
		mine.unlock();
		assertThat(mine.isHeldByCurrentThread()).isTrue();
		mine.unlock();
		assertThat(mine.isHeldByCurrentThread()).isFalse();
		assertThat(this.store.locks().snapshot().join()).isEmpty();
	}

	@Test
	void nothingIsLostThoughEverybodyRunsTasks() throws Exception {
		ParallelPool pool = this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(recipe) -> recipe.size(0, 2).queue(2, WhenFull.CALLER_RUNS));
		pool.start();
		List<TaskFuture<Integer>> futures = new CopyOnWriteArrayList<>();
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			int number = i;
			Thread thread = new Thread(() -> {
				for (int n = 0; n < 200; n++) {
					futures.add(pool.submit(() -> number));
				}
			});
			thread.start();
			callers.add(thread);
		}
		for (Thread caller : callers) {
			caller.join();
		}
		pool.join();
		assertThat(futures).hasSize(1200).allMatch(TaskFuture::isDone);
		assertThat(pool.snapshot().totals().completed()).isEqualTo(1200);
		assertThat(this.events.stream().filter((event) -> event.startsWith("ended")).distinct()).hasSize(1200);
		await().until(() -> pool.snapshot().size().busy() == 0);
	}

	private Caller caller(ParallelPool pool) throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch let = new CountDownLatch(1);
		Caller caller = new Caller(pool, () -> {
			running.countDown();
			let.await();
			return "ran";
		}, (thread) -> {
		}, let);
		running.await();
		return caller;
	}

	/** Waits until the caller is a worker of the pool and waits for its lock. */
	private static void awaitAtTheLock(ParallelPool pool, Caller caller) {
		await().until(() -> pool.workers().size() == 2 && caller.thread.getState() == Thread.State.WAITING);
	}

	private static Throwable failure(TaskFuture<?> future) throws InterruptedException {
		try {
			throw new AssertionError("It succeeded with " + future.get());
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (TaskCancelledException ex) {
			return ex;
		}
	}

	/** A thread of its own that puts a task and runs it. */
	private static final class Caller {

		private final AtomicReference<TaskFuture<Object>> future = new AtomicReference<>();

		private final CountDownLatch let;

		private final Thread thread;

		private volatile boolean interruptedAfterwards;

		Caller(ParallelPool pool, TaskCallable<Object> task, Consumer<Thread> before) {
			this(pool, task, before, new CountDownLatch(0));
		}

		Caller(ParallelPool pool, TaskCallable<Object> task, Consumer<Thread> before, CountDownLatch let) {
			this.let = let;
			this.thread = new Thread(() -> {
				before.accept(Thread.currentThread());
				this.future.set(pool.submit(task));
				this.interruptedAfterwards = Thread.interrupted();
			});
			this.thread.setDaemon(true);
			this.thread.start();
		}

	}

}
