package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.SharedLock;
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

}
