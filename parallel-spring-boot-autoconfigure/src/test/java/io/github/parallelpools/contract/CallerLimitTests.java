package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Limits and retries where a task runs in a thread of the application. */
@Timeout(60)
class CallerLimitTests {

	private static final Duration SHORT = Duration.ofMillis(100);

	private final CountDownLatch release = new CountDownLatch(1);

	private final Pools pools = new Pools(WorkerKind.THREAD);

	private final LoopThreads threads = LoopThreads.platform(getClass().getClassLoader());

	@AfterEach
	void close() {
		this.release.countDown();
		this.pools.close();
	}

	@Test
	void aCallerThatRunsATaskForTooLongIsAskedOnceAndNotLeftInterrupted() throws Exception {
		ParallelPool pool = this.pools.open(new ThreadWorkerFactory(this.threads, null, null),
				(recipe) -> recipe.size(0, 1).queue(1, WhenFull.CALLER_RUNS).softOvertime(SHORT));
		pool.start();
		pool.submit(() -> awaitRelease());
		await().until(() -> pool.snapshot().size().busy() == 1);
		TaskFuture<Object> queued = pool.submit(() -> null);
		TaskFuture<Boolean> own = pool.submit(() -> {
			try {
				new CountDownLatch(1).await();
				return false;
			}
			catch (InterruptedException ex) {
				return TaskContext.current().isCancelled();
			}
		});
		assertThat(own).isCompletedWithValue(true);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.release.countDown();
		queued.get();
	}

	private Object awaitRelease() {
		while (true) {
			try {
				this.release.await();
				return "released";
			}
			catch (InterruptedException ex) {
				continue;
			}
		}
	}

	@Test
	void aPollerThatLooksForTooLongIsAskedToo() {
		LinkedBlockingQueue<Object> never = new LinkedBlockingQueue<>();
		LinkedBlockingQueue<Boolean> asked = new LinkedBlockingQueue<>();
		ParallelPool pool = this.pools.open(ThreadWorkerFactory.polling(this.threads, () -> (context) -> {
			try {
				return never.take();
			}
			catch (InterruptedException ex) {
				asked.add(context.isCancelled());
				return null;
			}
		}), (recipe) -> recipe.size(0, 1).softOvertime(SHORT).work(WorkSettings.polledBy("slow", null, Map.of())),
				new Supply.Polled(null));
		pool.start();
		await().until(() -> asked.size() >= 2);
		assertThat(asked).containsOnly(true);
		assertThat(pool.snapshot().totals().submitted()).isZero();
		assertThat(pool.snapshot().totals().overtime().asked()).isGreaterThanOrEqualTo(2);
	}

	@Test
	void threadsDoNotDieSoThatNothingIsRunAgainOrKept() throws Exception {
		ParallelPool pool = this.pools.open(new ThreadWorkerFactory(this.threads, null, null),
				(recipe) -> recipe.size(0, 1).retry(5, 5, 10));
		pool.start();
		CountDownLatch begun = new CountDownLatch(1);
		TaskFuture<Object> running = pool.submit(() -> {
			begun.countDown();
			new CountDownLatch(1).await();
			return null;
		});
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		pool.killWorker("work-1");
		assertThat(failure(running)).isInstanceOfSatisfying(WorkerDiedException.class,
				(died) -> assertThat(died.result().attempts()).isEqualTo(1));
		assertThat(pool.deadLetters()).isEmpty();
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.retries().retried(), (totals) -> totals.retries().deadLettered())
			.containsExactly(0L, 0L);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> pool.resend(running.id()));
	}

}
