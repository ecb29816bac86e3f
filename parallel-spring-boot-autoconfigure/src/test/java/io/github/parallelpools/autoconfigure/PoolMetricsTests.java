package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.actuate.metrics.ParallelPoolMetrics;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Pools are measured under Boot's names for executors and under their own. */
class PoolMetricsTests {

	private final ApplicationContextRunner withoutRegistry = PoolContextRunner
		.with(ParallelMetricsAutoConfiguration.class, TaskExecutionAutoConfiguration.class)
		.withPropertyValues("parallel.pools.regex.max-size=2", "parallel.pools.regex.min-size=1",
				"parallel.pools.regex.queue.capacity=3", "parallel.pools.regex.queue.when-full=reject",
				"parallel.pools.regex.worker-overtime=0");

	private static final AutoConfigurations METRICS = AutoConfigurations.of(MetricsAutoConfiguration.class,
			CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
			TaskExecutorMetricsAutoConfiguration.class);

	private final ApplicationContextRunner runner = this.withoutRegistry.withConfiguration(METRICS);

	@Test
	void workersAndQueueAreMeasuredWhileTasksRun() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ParallelPool pool = context.getBean(ParallelPool.class);
			CountDownLatch running = new CountDownLatch(2);
			CountDownLatch end = new CountDownLatch(1);
			AtomicReference<TaskFuture<Integer>> last = new AtomicReference<>();
			for (int i = 0; i < 2; i++) {
				last.set(pool.submit(() -> {
					running.countDown();
					end.await();
					return 1;
				}));
			}
			running.await();
			for (int i = 0; i < 3; i++) {
				last.set(pool.submit(() -> 1));
			}
			assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1));
			becomes(2, () -> gauge(registry, "parallel.pool.workers", "state", "busy"));
			becomes(0, () -> gauge(registry, "parallel.pool.workers", "state", "idle"));
			becomes(0, () -> gauge(registry, "parallel.pool.workers", "state", "starting"));
			becomes(3, () -> gauge(registry, "parallel.pool.queue.size"));
			becomes(3, () -> gauge(registry, "parallel.pool.queue.capacity"));
			becomes(1, () -> gauge(registry, "parallel.pool.size.min"));
			becomes(2, () -> gauge(registry, "parallel.pool.size.max"));
			becomes(1, () -> count(registry, "parallel.pool.rejections"));
			becomes(5, () -> count(registry, "parallel.pool.submissions"));
			assertThat(registry.get("parallel.pool.queue.oldest.wait")
				.tag("pool", "regex")
				.timeGauge()
				.value(TimeUnit.NANOSECONDS)).isPositive();
			becomes(2, () -> gauge(registry, "executor.active", "name", "regex"));
			becomes(2, () -> gauge(registry, "executor.pool.size", "name", "regex"));
			becomes(1, () -> gauge(registry, "executor.pool.core", "name", "regex"));
			becomes(2, () -> gauge(registry, "executor.pool.max", "name", "regex"));
			becomes(3, () -> gauge(registry, "executor.queued", "name", "regex"));
			becomes(0, () -> gauge(registry, "executor.queue.remaining", "name", "regex"));
			end.countDown();
			last.get().get(60, TimeUnit.SECONDS);
			becomes(5, () -> count(registry, "executor.completed", "name", "regex"));
		});
	}

	@Test
	void tasksAreTimedByTheirCodeAndCountedByTheirOutcome() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.submit(() -> 1).get(60, TimeUnit.SECONDS);
			pool.submit(() -> {
				throw new IllegalStateException("on purpose");
			});
			pool.pause();
			pool.submit(() -> 1).cancel(true);
			pool.resume();
			becomes(1, () -> timed(registry, "parallel.pool.task.run", "code", "00000"));
			becomes(1, () -> timed(registry, "parallel.pool.task.run", "code", "21399"));
			becomes(2, () -> timed(registry, "parallel.pool.task.wait", "pool", "regex"));
			becomes(2, () -> timed(registry, "executor", "name", "regex"));
			becomes(2, () -> timed(registry, "executor.idle", "name", "regex"));
			becomes(1, () -> count(registry, "parallel.pool.tasks", "outcome", "completed"));
			becomes(1, () -> count(registry, "parallel.pool.tasks", "outcome", "failed"));
			becomes(1, () -> count(registry, "parallel.pool.tasks", "outcome", "cancelled"));
			assertThat(timed(registry, "parallel.pool.task.run", "code", "21004")).isZero();
			assertThat(
					registry.get("parallel.pool.task.run").tag("code", "00000").timer().totalTime(TimeUnit.NANOSECONDS))
				.isPositive();
		});
	}

	@Test
	void killsAndReplacementsAreCounted() {
		this.runner
			.withPropertyValues("parallel.pools.regex.worker-overtime=20ms",
					"parallel.pools.regex.overtime-policy=kill", "parallel.pools.replacing.worker-overtime=20ms",
					"parallel.pools.replacing.overtime-policy=replace", "parallel.pools.replacing.max-size=1")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean("regex", ParallelPool.class).submit(() -> {
					new CountDownLatch(1).await();
					return 1;
				});
				CountDownLatch end = new CountDownLatch(1);
				ParallelPool replacing = context.getBean("replacing", ParallelPool.class);
				replacing.submit(() -> {
					end.await();
					return 1;
				});
				becomes(1, () -> count(registry, "parallel.pool.kills", "reason", "overtime"));
				becomes(1, () -> count(registry, "parallel.pool.overtimes", "pool", "regex"));
				becomes(1, () -> count(registry, "parallel.pool.replacements", "pool", "replacing"));
				// The next task is not to be over time, too, however long its thread
				// waits.
				replacing.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ZERO), "test");
				replacing.submit(() -> 1).get(60, TimeUnit.SECONDS);
				becomes(1, () -> count(registry, "parallel.pool.replacements", "pool", "replacing"));
				becomes(0, () -> count(registry, "parallel.pool.replacements", "pool", "regex"));
				end.countDown();
			});
	}

	@Test
	void locksThoseWhoWaitForThemAndDeadlocksAreMeasured() {
		this.runner.withPropertyValues("parallel.pools.other.max-size=1").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			Parallel parallel = context.getBean(Parallel.class);
			CyclicBarrier bothHold = new CyclicBarrier(2);
			ParallelPool pool = context.getBean("regex", ParallelPool.class);
			TaskFuture<Integer> one = pool.submit(() -> lock(parallel, "a", bothHold, "b"));
			TaskFuture<Integer> other = pool.submit(() -> lock(parallel, "b", bothHold, "a"));
			becomes(2, () -> registry.get("parallel.locks").gauge().value());
			becomes(2, () -> registry.get("parallel.locks.waiting").gauge().value());
			becomes(1, () -> registry.get("parallel.deadlocks").gauge().value());
			one.cancel(true);
			assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(1);
			becomes(0, () -> registry.get("parallel.locks").gauge().value());
			becomes(0, () -> registry.get("parallel.locks.waiting").gauge().value());
			becomes(0, () -> registry.get("parallel.deadlocks").gauge().value());
		});
	}

	private static int lock(Parallel parallel, String first, CyclicBarrier barrier, String second) throws Exception {
		SharedLock outer = parallel.lock(first);
		outer.lock();
		try {
			barrier.await(60, TimeUnit.SECONDS);
			SharedLock inner = parallel.lock(second);
			inner.lockInterruptibly();
			inner.unlock();
			return 1;
		}
		finally {
			outer.unlock();
		}
	}

	@Test
	void standaloneTasksAreMeasuredAlsoWithoutAPool() {
		PoolContextRunner.with(ParallelMetricsAutoConfiguration.class).withConfiguration(METRICS).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			CountDownLatch end = new CountDownLatch(1);
			ParallelTask<Object, Integer> task = context.getBean(Parallel.class)
				.<Object, Integer>task((argument, running) -> {
					end.await();
					return 1;
				})
				.kind(WorkerKind.THREAD)
				.build();
			task.start();
			becomes(1, () -> registry.get("parallel.tasks").gauge().value());
			end.countDown();
			becomes(0, () -> registry.get("parallel.tasks").gauge().value());
		});
	}

	@Test
	void everyMeterIsTaggedWithThePool() {
		this.runner.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			Set<String> names = registry.getMeters()
				.stream()
				.map(Meter::getId)
				.filter((id) -> "regex".equals(id.getTag("pool")))
				.map(Meter.Id::getName)
				.collect(Collectors.toSet());
			assertThat(names).contains("executor", "executor.idle", "executor.active", "executor.completed",
					"executor.pool.size", "executor.pool.core", "executor.pool.max", "executor.queued",
					"executor.queue.remaining", "parallel.pool.workers", "parallel.pool.crashes",
					"parallel.pool.idle.releases", "parallel.pool.abandonments", "parallel.pool.start.failures");
			assertThat(registry.getMeters()).filteredOn((meter) -> meter.getId().getName().startsWith("parallel.pool"))
				.allSatisfy((meter) -> assertThat(meter.getId().getTag("pool")).isEqualTo("regex"));
		});
	}

	@Test
	void prometheusShowsPoolsAndBootsExecutorBesideEachOther() {
		this.runner.withConfiguration(AutoConfigurations.of(PrometheusMetricsExportAutoConfiguration.class))
			.run((context) -> {
				context.getBean("applicationTaskExecutor");
				context.getBean(ParallelPool.class).submit(() -> 1).get(60, TimeUnit.SECONDS);
				String scrape = context.getBean(PrometheusMeterRegistry.class).scrape();
				assertThat(scrape).contains("executor_active_threads{name=\"applicationTaskExecutor\"}")
					.contains("executor_active_threads{name=\"regex\",pool=\"regex\"}")
					.contains("parallel_pool_workers{pool=\"regex\",state=\"busy\"}")
					.contains("parallel_pool_task_run_seconds_count{code=\"21005\",pool=\"regex\"}")
					.contains("parallel_pool_crashes_total{pool=\"regex\"}");
			});
	}

	@Test
	void theListenerThatTimesTasksIsInNobodysWay() {
		this.runner.withBean("mine", TaskListener.class, () -> new TaskListener() {
		})
			.run((context) -> assertThat(context.getBeanProvider(TaskListener.class).getIfUnique())
				.isSameAs(context.getBean("mine")));
	}

	@Test
	void withoutMicrometerTheApplicationStarts() {
		this.withoutRegistry.withClassLoader(new FilteredClassLoader(MeterRegistry.class)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("parallelPoolMetrics");
			assertThat(context.getBean(ParallelPool.class).submit(() -> 1).get(60, TimeUnit.SECONDS)).isEqualTo(1);
		});
	}

	@Test
	void withoutARegistryNothingIsMeasured() {
		this.withoutRegistry
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ParallelPoolMetrics.class));
	}

	@Test
	void withoutPoolsNothingIsMeasured() {
		PoolContextRunner.with(ParallelMetricsAutoConfiguration.class)
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ParallelPoolMetrics.class));
	}

	private static void becomes(double expected, Supplier<Double> meter) {
		Awaitility.await().untilAsserted(() -> assertThat(meter.get()).isEqualTo(expected));
	}

	private static double gauge(MeterRegistry registry, String name, String... tags) {
		return registry.get(name).tags(tags).tag("pool", "regex").gauge().value();
	}

	private static double count(MeterRegistry registry, String name, String... tags) {
		return registry.get(name)
			.tags((tags.length > 0) ? tags : new String[] { "pool", "regex" })
			.functionCounters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	private static double timed(MeterRegistry registry, String name, String... tags) {
		return registry.get(name).tags(tags).timer().count();
	}

}
