package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The memory of all worker processes together is limited by one property. */
@Timeout(180)
class MemoryBudgetPropertiesTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues("parallel.defaults.kind=process", "parallel.defaults.process.max-heap=64MB");

	private void isRefused(String[] properties, String... texts) {
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).message().contains(texts);
		});
	}

	@Test
	void poolsWithRoomForOneWorkerAllGetTheirTurnAlsoIfWorkersDie() {
		this.runner
			.withPropertyValues("parallel.memory-budget=150MB", "parallel.pools.one.max-size=1",
					"parallel.pools.two.max-size=1", "parallel.pools.three.max-size=1")
			.run((context) -> {
				List<ParallelPool> pools = List.copyOf(context.getBeansOfType(ParallelPool.class).values());
				List<TaskFuture<Integer>> futures = new ArrayList<>();
				long begin = System.nanoTime();
				for (int i = 0; i < 70; i++) {
					int n = i;
					pools.forEach((pool) -> futures.add(pool.submit(() -> {
						Thread.sleep(20);
						if (n == 20) {
							Runtime.getRuntime().halt(1);
						}
						return n;
					})));
				}
				int lost = 0;
				for (TaskFuture<Integer> future : futures) {
					lost += (future.handle((value, error) -> error != null).get(60, TimeUnit.SECONDS)) ? 1 : 0;
				}
				assertThat(lost).isEqualTo(3);
				// Each turn takes a second; a death or the end of the work ends one
				// early.
				long turns = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + 1;
				assertThat(pools.stream().mapToLong((pool) -> pool.snapshot().totals().workers().started()).sum())
					.isLessThanOrEqualTo(turns + 2 * pools.size());
			});
	}

	@Test
	void poolsShareItWithEachOtherAndWithStandaloneTasks() {
		this.runner
			.withPropertyValues("parallel.memory-budget=300MB", "parallel.pools.one.max-size=4",
					"parallel.pools.one.worker-release-time=0", "parallel.pools.two.max-size=4")
			.run((context) -> {
				ParallelPool one = context.getBean("one", ParallelPool.class);
				ParallelPool two = context.getBean("two", ParallelPool.class);
				List<TaskFuture<Integer>> futures = new ArrayList<>();
				for (int i = 0; i < 4; i++) {
					int n = i;
					futures.add(one.submit(() -> n));
					futures.add(two.submit(() -> n));
				}
				for (TaskFuture<Integer> future : futures) {
					assertThat(future.get(60, TimeUnit.SECONDS)).isNotNegative();
				}
				assertThat(one.snapshot().size().peak()).isLessThanOrEqualTo(2);
				assertThat(two.snapshot().size().peak()).isLessThanOrEqualTo(2);
				Parallel parallel = context.getBean(Parallel.class);
				assertThat(parallel.<Integer, Integer>task((item, task) -> item + 1)
					.kind(WorkerKind.PROCESS)
					.build()
					.start(1)
					.get(60, TimeUnit.SECONDS)).isEqualTo(2);
				await().until(() -> one.snapshot().size().current() + two.snapshot().size().current() <= 2);
			});
	}

	@Test
	void aStandaloneTaskThatCouldNeverStartIsRefused() {
		this.runner.withPropertyValues("parallel.memory-budget=200MB").run((context) -> {
			var task = context.getBean(Parallel.class)
				.<Integer, Integer>task((item, current) -> item)
				.kind(WorkerKind.PROCESS)
				.maxHeap(500L * 1024 * 1024)
				.build();
			assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> task.start(1))
				.withMessageContaining("580MB")
				.withMessageContaining("parallel.memory-budget");
			task.join(Duration.ofSeconds(5));
			assertThat(task.isRunning()).isFalse();
		});
	}

	@Test
	void aWorkerThatDoesNotFitIsRefused() {
		isRefused(new String[] { "parallel.memory-budget=100MB", "parallel.pools.one.max-size=1" }, "one", "64MB",
				"80MB beside its heap", "144MB together", "'parallel.memory-budget' is 100MB",
				"Raise 'parallel.memory-budget' to at least 144MB");
	}

	@Test
	void firstWorkersThatDoNotFitAreRefused() {
		isRefused(new String[] { "parallel.memory-budget=500MB", "parallel.pools.one.min-size=4" }, "'4' are too many",
				"576MB together", "144MB each", "lower 'min-size' or 'process.max-heap'");
	}

	@Test
	void poolsWhoseFirstWorkersDoNotFitTogetherAreRefused() {
		isRefused(new String[] { "parallel.memory-budget=400MB", "parallel.pools.one.min-size=1",
				"parallel.pools.two.min-size=2" }, "432MB", "one: 1 x 144MB, two: 2 x 144MB", "at least 432MB");
	}

	@Test
	void aPoolThatCouldNeverHaveAWorkerBesideTheOthersIsRefused() {
		isRefused(new String[] { "parallel.memory-budget=300MB", "parallel.pools.one.min-size=2",
				"parallel.pools.two.max-size=2" }, "'two'", "432MB", "at least 432MB");
	}

	@Test
	void poolsOfThreadsNeedNothingOfIt() {
		this.runner
			.withPropertyValues("parallel.memory-budget=100MB", "parallel.pools.one.kind=thread",
					"parallel.pools.one.min-size=50", "parallel.pools.one.max-size=50")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				await().until(() -> context.getBean(ParallelPool.class).snapshot().size().idle() == 50);
			});
	}

	@Test
	void aBudgetOfNothingIsRefused() {
		this.runner.withPropertyValues("parallel.memory-budget=0B")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("memory-budget")
				.hasMessageContaining("remove it for no limit"));
	}

}
