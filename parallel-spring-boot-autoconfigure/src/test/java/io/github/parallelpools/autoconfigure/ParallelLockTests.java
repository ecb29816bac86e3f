package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A lock of the application that a task takes is like one of its context: a task that is
 * ended while it waits never becomes the owner, and its worker is not given up.
 */
@Timeout(120)
class ParallelLockTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues("parallel.pools.work.max-size=1", "parallel.pools.work.process.max-heap=64MB",
				"parallel.pools.work.kill-grace=30s");

	@Test
	void inAThread() {
		endedWhileWaiting("thread");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void inAVirtualThread() {
		endedWhileWaiting("virtual");
	}

	@Test
	void inAProcess() {
		endedWhileWaiting("process");
	}

	private void endedWhileWaiting(String kind) {
		this.runner.withPropertyValues("parallel.pools.work.kind=" + kind).run((context) -> {
			ParallelPool pool = context.getBean("work", ParallelPool.class);
			SharedStore store = context.getBean(SharedStore.class);
			SharedLock lock = context.getBean(Parallel.class).lock("one");
			Supplier<Integer> waiters = () -> store.locks()
				.snapshot()
				.join()
				.stream()
				.mapToInt((one) -> one.waiters().size())
				.sum();
			lock.lock();
			TaskFuture<String> waiting = pool.submit(() -> {
				lock.lock();
				return "had it";
			});
			await().until(() -> waiters.get() == 1);
			waiting.cancel(true);
			await().until(() -> waiters.get() == 0);
			await().until(() -> pool.snapshot().size().busy() == 0);
			assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
			lock.unlock();
			assertThat(store.locks().snapshot().join()).isEmpty();
			assertThat(pool.submit(() -> "next")).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("next");
		});
	}

	@Test
	void aThreadOfAProcessDoesNothingElseWhileItWaits() {
		insideAsynchronousCalls((context) -> {
			ParallelPool pool = context.getBean("work", ParallelPool.class);
			Parallel parallel = context.getBean(Parallel.class);
			SharedLock own = parallel.lock("own");
			SharedLock other = parallel.lock("other");
			other.lock();
			TaskFuture<String> task = pool.submit(() -> onTheOnlyFreeThread(() -> {
				own.lock();
				try {
					CompletableFuture<Boolean> next = CompletableFuture.supplyAsync(() -> taken(own));
					other.lock();
					other.unlock();
					return next.isDone() ? "another one had the lock meanwhile: " + next.join() : "alone";
				}
				finally {
					own.unlock();
				}
			}));
			await().until(() -> parallel.locks().stream().anyMatch((one) -> !one.waiters().isEmpty()));
			other.unlock();
			assertThat(task).succeedsWithin(Duration.ofSeconds(60)).isEqualTo("alone");
		});
	}

	@Test
	void aThreadOfAProcessFetchesOneSnapshotAfterTheOther() {
		insideAsynchronousCalls((context) -> {
			ParallelPool pool = context.getBean("work", ParallelPool.class);
			SharedMap<byte[]> map = context.getBean(Parallel.class).map("large");
			IntStream.range(0, 8).forEach((i) -> map.put("key " + i, new byte[200_000]));
			TaskFuture<Long> task = pool.submit(() -> onTheOnlyFreeThread(() -> {
				CompletableFuture<Long> next = CompletableFuture.supplyAsync(() -> map.values().stream().count());
				long first = map.values().stream().count();
				return first + next.join();
			}));
			assertThat(task).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(16L);
		});
	}

	private void insideAsynchronousCalls(ContextConsumer<AssertableApplicationContext> test) {
		this.runner
			.withPropertyValues("parallel.pools.work.kind=process",
					"parallel.pools.work.process.jvm-args=-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
			.run(test);
	}

	/** Nobody else can do what the work has others do. */
	private static <T> T onTheOnlyFreeThread(Supplier<T> work) throws Exception {
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
			busy.countDown();
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		try {
			busy.await();
			return CompletableFuture.supplyAsync(work).get();
		}
		finally {
			end.countDown();
			other.join();
		}
	}

	private static boolean taken(SharedLock lock) {
		boolean taken = lock.tryLock();
		if (taken) {
			lock.unlock();
		}
		return taken;
	}

}
