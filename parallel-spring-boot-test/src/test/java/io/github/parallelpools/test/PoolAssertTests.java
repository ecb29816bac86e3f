package io.github.parallelpools.test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;

import static io.github.parallelpools.test.PoolAssertions.assertThatPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Assertions about real pools, of threads and of processes. */
class PoolAssertTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final LeftBehind before = LeftBehind.sinceNow();

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void tellsTheAccountsOfAPoolAndThatNothingOfItIsLeft(String kind) throws Exception {
		application(kind).run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.submit(() -> 42).get();
			assertThat(pool.<Object>submit(() -> {
				throw new IllegalStateException("on purpose");
			})).failsWithin(LONG);
			pool.join(LONG);
			assertThatPool(pool).hasAccepted(2)
				.hasCompleted(1)
				.hasFailed(1)
				.hasCancelled(0)
				.hasRejected(0)
				.hasCrashedWorkers(0)
				.isBalanced()
				.isIn(PoolState.RUNNING)
				.hasNoDeadLetters();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThatPool(pool).hasCompleted(2))
				.withMessage("Expected pool 'work' to have 2 completed, but there are 1: 2 accepted, 1 completed, "
						+ "1 failed, 0 cancelled, 0 rejected, 0 queued");
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> assertThatPool(pool).isIn(PoolState.PAUSED))
				.withMessage("Expected pool 'work' to be PAUSED, but it is RUNNING");
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.before.assertNothing(Duration.ZERO))
				.withMessageContaining("process".equals(kind) ? "process " : "thread '")
				.withMessageEndingWith("Close what uses them before.");
		});
		this.before.assertNothing(LONG);
	}

	@Test
	void aWorkerThatCrashesIsCountedAndItsTaskIsADeadLetter() {
		application("process").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			assertThat(pool.submit(() -> {
				Runtime.getRuntime().halt(7);
				return 1;
			})).failsWithin(LONG);
			pool.join(LONG);
			assertThatPool(pool).hasAccepted(1).hasFailed(1).hasCrashedWorkers(1).isBalanced();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThatPool(pool).hasNoDeadLetters())
				.withMessageStartingWith("Expected pool 'work' to have no dead letters, but it has ");
		});
	}

	@Test
	void aPoolWithATaskThatRunsIsNotBalanced() {
		application("thread").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			pool.submit(() -> {
				begun.countDown();
				end.await();
				return 1;
			});
			begun.await();
			try {
				assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThatPool(pool).isBalanced())
					.withMessageContaining("1 accepted, 0 completed")
					.withMessageEndingWith("0 queued");
			}
			finally {
				end.countDown();
			}
			pool.join(LONG);
			assertThatPool(pool).isBalanced();
		});
	}

	private static ApplicationContextRunner application(String kind) {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class))
			.withPropertyValues("parallel.pools.work.kind=" + kind, "parallel.pools.work.max-size=1",
					"parallel.pools.work.worker-release-time=10m");
	}

}
