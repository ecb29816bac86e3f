package io.github.parallelpools.adapter;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.support.locks.LockRegistry;

import io.github.parallelpools.adapter.integration.SharedLockRegistry;
import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Shared locks as Spring Integration's. */
@Timeout(120)
class SharedLockRegistryTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class))
		.withPropertyValues("parallel.pools.work.kind=process", "parallel.pools.work.max-size=1");

	@Test
	void aWorkerProcessKeepsTheApplicationOutAndGivesBackWhenItDies() {
		this.runner.run((context) -> {
			LockRegistry<SharedLock> registry = new SharedLockRegistry(context.getBean(Parallel.class));
			TaskFuture<Object> holder = context.getBean(ParallelPool.class).submit(() -> {
				TaskContext.current().lock("integration:invoice 7").lock();
				TaskContext.current().map("marks").put("locked", true);
				new CountDownLatch(1).await();
				return "";
			});
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> context.getBean(Parallel.class).map("marks").containsKey("locked"));
			assertThat(registry.obtain("invoice 7").tryLock()).isFalse();
			assertThat(registry.obtain("invoice 8").tryLock()).isTrue();
			registry.obtain("invoice 8").unlock();
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> registry.executeLocked("invoice 7", Duration.ofMillis(1), () -> {
				}));
			holder.cancel(true);
			assertThat(registry.obtain("invoice 7").tryLock(60, TimeUnit.SECONDS)).isTrue();
			registry.obtain("invoice 7").unlock();
			assertThat(registry.<String, RuntimeException>executeLocked("invoice 7", () -> "done")).isEqualTo("done");
		});
	}

	@Test
	void longKeysAreLocksOfTheirOwn() {
		this.runner.run((context) -> {
			SharedLockRegistry registry = new SharedLockRegistry(context.getBean(Parallel.class), "mine:");
			String key = "k".repeat(500);
			SharedLock one = registry.obtain(key + 1);
			assertThat(one.name()).hasSize(200).startsWith("mine:kkk");
			assertThat(registry.obtain(key + 1).name()).isEqualTo(one.name());
			assertThat(registry.obtain(key + 2).name()).isNotEqualTo(one.name());
			assertThat(registry.obtain(7L).name()).isEqualTo("mine:7");
			assertThatNullPointerException().isThrownBy(() -> registry.obtain(null));
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> new SharedLockRegistry(context.getBean(Parallel.class), key))
				.withMessageContaining("500 characters. Use 100 at most.");
		});
	}

}
