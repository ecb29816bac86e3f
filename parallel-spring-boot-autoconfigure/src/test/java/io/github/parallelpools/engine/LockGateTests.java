package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.DelegatingLocks;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that asked for the lock of their pool: the store answers late, or not as hoped,
 * and the worker does not need the lock any more.
 */
@Timeout(60)
class LockGateTests {

	private static final LockOwner OTHER = new LockOwner(new LockSession("", "test"), 1, "test");

	private static final IllegalStateException GONE = new IllegalStateException("the store is gone");

	private final WatchedLocks locks = new WatchedLocks();

	private final SharedStore store = new SharedStore(this.locks, SharedStore.inMemory().maps());

	private final ParallelEngine engine = new ParallelEngine(this.store);

	@AfterEach
	void close() {
		this.engine.close();
	}

	private ParallelPool started(Duration releaseTime) {
		return started(new SizeSettings(0, 1, releaseTime), QueueSettings.of(100, WhenFull.REJECT), "gate");
	}

	private ParallelPool started(SizeSettings size, QueueSettings queue, @Nullable String lock) {
		PoolSettings settings = PoolRecipe.of("gated", WorkerKind.THREAD)
			.size(size.min(), size.max())
			.release(size.releaseTime())
			.killGrace(Duration.ofMinutes(10))
			.queue(queue)
			.work(new WorkSettings(null, Map.of(), lock))
			.settings();
		ParallelPool pool = this.engine.open(settings,
				new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), null, null,
						new ApplicationObjects(this.store, getClass().getClassLoader())),
				List::of);
		pool.start();
		return pool;
	}

	private int waiters() {
		return this.locks.truth().stream().mapToInt((lock) -> lock.waiters().size()).sum();
	}

	@Test
	void theLockIsNotTakenAgainBeforeItWasGivenBack() throws Exception {
		this.locks.tryAcquire("gate", OTHER);
		ParallelPool pool = started(Duration.ZERO);
		AtomicReference<TaskFuture<String>> next = new AtomicReference<>();
		TaskFuture<String> cancelled = pool.submit(() -> "cancelled");
		await().until(() -> waiters() == 1);
		this.locks.onGrant = () -> cancelled.cancel(true);
		CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();
		this.locks.returning.add(returned);
		this.locks.locks.release("gate", OTHER);
		await().until(() -> this.locks.returning.isEmpty());
		next.set(pool.submit(() -> "next"));
		assertThat(pool.snapshot().queue().size()).isOne();
		this.locks.locks.releaseAll(worker(), List.of());
		returned.complete(null);
		assertThat(next.get().get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(this.locks.again).as("no worker asks for a lock that he has").hasValue(0);
		await().until(() -> this.locks.truth().isEmpty());
	}

	private LockOwner worker() {
		return this.locks.asked.peek();
	}

	@Test
	void aWorkerWhoseTaskWasCancelledDoesNotWaitForTheLock() {
		this.locks.tryAcquire("gate", OTHER);
		ParallelPool pool = started(Duration.ofMillis(50));
		TaskFuture<String> task = pool.submit(() -> "never");
		await().until(() -> waiters() == 1);
		assertThat(task.cancel(false)).isTrue();
		await().untilAsserted(() -> assertThat(waiters()).isZero());
		await().untilAsserted(() -> assertThat(pool.workers()).isEmpty());
		assertThat(pool.snapshot().totals().workers().idleReleased()).isEqualTo(1);
	}

	@Test
	void aGrantThatIsOnItsWayToACancelledTaskIsGivenBack() {
		ParallelPool pool = started(Duration.ZERO);
		DelegatingLocks.KeptRequest request = this.locks.keepNext();
		TaskFuture<String> task = pool.submit(() -> "never");
		await().until(() -> worker() != null);
		this.locks.locks.tryAcquire("gate", worker());
		assertThat(task.cancel(true)).isTrue();
		await().until(request.cancelled()::isDone);
		assertThat(this.locks.truth()).as("nobody knows yet").hasSize(1);
		request.answer().complete(true);
		await().until(() -> this.locks.truth().isEmpty());
		assertThat(pool.submit(() -> "next")).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("next");
	}

	@Test
	void aGrantThatIsOnItsWayWhenThePoolClosesIsGivenBack() {
		ParallelPool pool = started(Duration.ZERO);
		DelegatingLocks.KeptRequest request = this.locks.keepNext();
		TaskFuture<String> task = pool.submit(() -> "never");
		await().until(() -> worker() != null);
		this.locks.locks.tryAcquire("gate", worker());
		this.engine.close();
		assertThat(task).isCompletedExceptionally();
		assertThat(pool.workers()).as("nobody waits for the store").isEmpty();
		assertThat(request.cancelled()).isDone();
		this.locks.failing.set(2);
		request.answer().complete(true);
		await().until(() -> this.locks.truth().isEmpty());
		assertThat(this.locks.failing).as("it was given back again and again").hasValueLessThanOrEqualTo(0);
	}

	@Test
	void aTaskWaitsWhileTheLockCannotBeHad() {
		ParallelPool pool = started(Duration.ZERO);
		this.locks.failing.set(3);
		TaskFuture<String> task = pool.submit(() -> "ran");
		assertThat(task).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("ran");
		assertThat(this.locks.failing).hasValueLessThanOrEqualTo(0);
		await().until(() -> this.locks.truth().isEmpty());
	}

	@Test
	void aTaskThatWaitsWhileTheLockCannotBeHadCanBeCancelled() {
		ParallelPool pool = started(Duration.ZERO);
		this.locks.failing.set(Integer.MAX_VALUE);
		TaskFuture<String> task = pool.submit(() -> "never");
		await().until(() -> this.locks.failing.get() < Integer.MAX_VALUE);
		assertThat(task.cancel(true)).isTrue();
		pool.stop();
		await().until(() -> pool.workers().isEmpty());
	}

	@Test
	void theNextTaskBeginsWhenTheLockOfTheLastCouldBeGivenBack() throws Exception {
		ParallelPool pool = started(Duration.ZERO);
		TaskFuture<String> first = pool.submit(() -> {
			this.locks.failing.set(4);
			return "first";
		});
		TaskFuture<Integer> second = pool.submit(this.locks.failing::get);
		assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("first");
		assertThat(second.get(30, TimeUnit.SECONDS)).isLessThanOrEqualTo(0);
		await().until(() -> this.locks.truth().isEmpty());
	}

	@Test
	void whatATaskLeftLockedDoesNotReachTheNextThoughTheStoreFails() throws Exception {
		ParallelPool pool = started(new SizeSettings(0, 1, Duration.ZERO), QueueSettings.of(100, WhenFull.REJECT),
				null);
		TaskFuture<Boolean> first = pool.submit(() -> {
			boolean taken = lock("left").tryLock();
			this.locks.failing.set(5);
			return taken;
		});
		TaskFuture<Boolean> second = pool.submit(() -> lock("left").isHeldByCurrentThread());
		assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(second.get(30, TimeUnit.SECONDS)).isFalse();
		assertThat(this.locks.truth()).isEmpty();
	}

	private io.github.parallelpools.shared.SharedLock lock(String name) {
		return new ApplicationObjects(this.store, getClass().getClassLoader()).lock(name, () -> false);
	}

	@Test
	void theEndOfATaskIsToldThoughItsLocksAreNotGivenBack() throws Exception {
		ParallelPool pool = started(Duration.ZERO);
		CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();
		this.locks.returning.add(returned);
		assertThat(pool.submit(() -> "told").get(30, TimeUnit.SECONDS)).isEqualTo("told");
		TaskFuture<String> next = pool.submit(() -> "next");
		assertThat(returned).isNotDone();
		this.locks.locks.releaseAll(worker(), List.of());
		returned.complete(null);
		assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo("next");
	}

	@Test
	void aWorkerWhoseLockWasReleasedByHandGoesOn() throws Exception {
		ParallelPool pool = started(Duration.ZERO);
		CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();
		this.locks.returning.add(returned);
		TaskFuture<String> first = pool.submit(() -> "first");
		TaskFuture<String> second = pool.submit(() -> "second");
		await().until(() -> this.locks.returning.isEmpty());
		this.locks.locks.forceRelease("gate");
		returned.completeExceptionally(new IllegalMonitorStateException("not yours any more"));
		assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("first");
		assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("second");
		assertThat(pool.snapshot().totals().workers().started()).isOne();
	}

	@Test
	void aForcedStopDoesNotWaitForLocksThatAreNotGivenBack() throws Exception {
		ParallelPool pool = started(Duration.ZERO);
		this.locks.returning.add(new CompletableFuture<>());
		assertThat(pool.submit(() -> "told").get(30, TimeUnit.SECONDS)).isEqualTo("told");
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.workers()).isEmpty();
		assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
	}

	@Test
	void aCallerWaitsWithItsTaskWhileTheLockCannotBeHad() throws Exception {
		ParallelPool pool = started(new SizeSettings(0, 1, Duration.ZERO), QueueSettings.of(1, WhenFull.CALLER_RUNS),
				"gate");
		CountDownLatch release = new CountDownLatch(1);
		TaskFuture<String> first = pool.submit(() -> {
			release.await();
			return "first";
		});
		await().until(() -> pool.snapshot().size().busy() == 1);
		TaskFuture<String> queued = pool.submit(() -> "queued");
		this.locks.failing.set(5);
		Thread other = new Thread(() -> {
			await().until(() -> this.locks.failing.get() < 4);
			release.countDown();
		});
		other.start();
		TaskFuture<Boolean> run = pool.submit(() -> lock("gate").isHeldByCurrentThread());
		assertThat(run.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("first");
		assertThat(queued.get(30, TimeUnit.SECONDS)).isEqualTo("queued");
		other.join();
		await().until(() -> this.locks.truth().isEmpty());
	}

	private ParallelPool startedWithTwo() {
		return started(new SizeSettings(2, 2, Duration.ZERO), QueueSettings.of(10_000, WhenFull.REJECT), "gate");
	}

	@Test
	void aWorkerThatStandsByAsksForTheLockOfATaskThatTakesItsTime() throws Exception {
		ParallelPool pool = startedWithTwo();
		CountDownLatch release = new CountDownLatch(1);
		TaskFuture<Thread> slow = pool.submit(() -> {
			release.await();
			return Thread.currentThread();
		});
		TaskFuture<Thread> next = pool.submit(Thread::currentThread);
		await().untilAsserted(() -> assertThat(waiters()).isOne());
		release.countDown();
		assertThat(next.get(30, TimeUnit.SECONDS)).isNotEqualTo(slow.get(30, TimeUnit.SECONDS));
	}

	@Test
	void whoElseWantsTheLockGetsItThoughThePoolNeverRunsOutOfTasks() throws Exception {
		ParallelPool pool = startedWithTwo();
		AtomicReference<Runnable> again = new AtomicReference<>();
		again.set(() -> pool.submit(() -> {
			Runnable more = again.get();
			if (more != null) {
				more.run();
			}
			return null;
		}));
		again.get().run();
		again.get().run();
		await().until(() -> pool.snapshot().totals().completed() > 10);
		assertThat(this.locks.locks.acquire("gate", OTHER).answer().get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(pool.snapshot().queue().size()).as("tasks wait meanwhile").isPositive();
		again.set(null);
		this.locks.locks.release("gate", OTHER);
		await().until(() -> this.locks.truth().isEmpty());
	}

	@Test
	void whoIsToldOfTheEndOfATaskMayWaitForTheNextOne() {
		ParallelPool pool = startedWithTwo();
		this.locks.tryAcquire("gate", OTHER);
		TaskFuture<String> first = pool.submit(() -> "first");
		TaskFuture<String> second = pool.submit(() -> "second");
		CompletableFuture<String> both = first.thenApply((told) -> told + second.join());
		this.locks.locks.release("gate", OTHER);
		assertThat(both).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("firstsecond");
	}

	@Test
	void whoIsToldOfTheEndOfATaskMayWaitForOneThatCameWhileItsWorkerWaitedForTheLock() {
		ParallelPool pool = startedWithTwo();
		await().until(() -> pool.snapshot().size().idle() == 2);
		this.locks.tryAcquire("gate", OTHER);
		TaskFuture<String> first = pool.submit(() -> "first");
		await().until(() -> waiters() == 1 && areBothWaiting("parallel-gated-"));
		TaskFuture<String> second = pool.submit(() -> "second");
		CompletableFuture<String> both = first.thenApply((told) -> told + second.join());
		this.locks.locks.release("gate", OTHER);
		assertThat(both).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("firstsecond");
	}

	private static boolean areBothWaiting(String threads) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(threads) && thread.getState() == Thread.State.WAITING)
			.count() == 2;
	}

	/** Lets the test have a hand in what happens between a question and its answer. */
	private static final class WatchedLocks extends DelegatingLocks {

		private final Queue<LockOwner> asked = new ConcurrentLinkedQueue<>();

		private final Queue<KeptRequest> kept = new ConcurrentLinkedQueue<>();

		/** What workers that give back the gate are told, instead of that being done. */
		private final Queue<CompletableFuture<@Nullable Void>> returning = new ConcurrentLinkedQueue<>();

		private final AtomicInteger again = new AtomicInteger();

		/** How many questions fail. */
		private final AtomicInteger failing = new AtomicInteger();

		private volatile @Nullable Runnable onGrant;

		/** The next request gets no answer but from the test. */
		private KeptRequest keepNext() {
			KeptRequest request = new KeptRequest();
			this.kept.add(request);
			return request;
		}

		private boolean fails() {
			return this.failing.getAndUpdate((left) -> Math.max(left - 1, -1)) > 0;
		}

		@Override
		public LockRequest acquire(String lock, LockOwner owner) {
			this.asked.add(owner);
			if (this.locks.isHeld(lock, owner).join()) {
				this.again.incrementAndGet();
			}
			KeptRequest keeping = this.kept.poll();
			if (keeping != null) {
				return keeping;
			}
			if (fails()) {
				// A store that throws instead of answering is one that has failed.
				throw GONE;
			}
			LockRequest request = this.locks.acquire(lock, owner);
			CompletableFuture<Boolean> answer = request.answer().thenApply((granted) -> {
				Runnable first = this.onGrant;
				if (first != null) {
					this.onGrant = null;
					first.run();
				}
				return granted;
			});
			return new LockRequest() {
				@Override
				public CompletableFuture<Boolean> answer() {
					return answer;
				}

				@Override
				public void cancel() {
					request.cancel();
				}
			};
		}

		@Override
		public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
			if (lock.equals("gate")) {
				CompletableFuture<@Nullable Void> told = this.returning.poll();
				if (told != null) {
					return told;
				}
			}
			return fails() ? CompletableFuture.failedFuture(GONE) : this.locks.release(lock, owner);
		}

		@Override
		public CompletableFuture<List<String>> releaseAll(LockOwner owner, Collection<String> kept) {
			return fails() ? CompletableFuture.failedFuture(GONE) : this.locks.releaseAll(owner, kept);
		}

		@Override
		public CompletableFuture<List<String>> heldBy(LockOwner owner) {
			return fails() ? CompletableFuture.failedFuture(GONE) : this.locks.heldBy(owner);
		}

	}

}
