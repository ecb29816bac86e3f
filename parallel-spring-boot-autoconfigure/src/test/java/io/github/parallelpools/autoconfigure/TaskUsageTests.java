package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.actuate.metrics.ParallelPoolMetrics;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.spi.ThreadTime;
import io.github.parallelpools.task.TaskException;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskUsage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** It is measured what tasks use, where they run. */
class TaskUsageTests {

	private static final int BYTES = 30_000_000;

	private static final Duration CPU = Duration.ofMillis(50);

	private final Told told = new Told();

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private ApplicationContextRunner runner(String kind, boolean measured) {
		return PoolContextRunner.with(ParallelMetricsAutoConfiguration.class)
			.withBean(MeterRegistry.class, () -> this.registry)
			.withBean(TaskListener.class, () -> this.told)
			.withPropertyValues("parallel.pools.work.kind=" + kind, "parallel.pools.work.max-size=1",
					"parallel.pools.work.measure-usage=" + measured);
	}

	private static int work() {
		int length = new byte[BYTES].length;
		long end = ThreadTime.nanos() + CPU.toNanos();
		while (ThreadTime.nanos() < end) {
			length |= 1;
		}
		return length;
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void itIsInTheResultAndInTheMeters(String kind) {
		runner(kind, true).run((context) -> {
			context.getBean(ParallelPoolMetrics.class).bindTo(this.registry);
			ParallelPool pool = context.getBean(ParallelPool.class);
			assertThat(pool.submit(TaskUsageTests::work).get(60, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(BYTES);
			pool.join();
			assertUsed(this.told.last.usage());
			assertThat(this.registry.get("parallel.pool.task.cpu").timer().totalTime(TimeUnit.MILLISECONDS))
				.isGreaterThanOrEqualTo(CPU.toMillis());
			assertThat(this.registry.get("parallel.pool.task.allocated").summary().totalAmount())
				.isGreaterThanOrEqualTo(BYTES);
			assertThat(pool.submit(() -> 1).get(60, TimeUnit.SECONDS)).isEqualTo(1);
			pool.join();
			assertThat(this.told.last.usage().allocatedBytes()).isLessThan(BYTES);
		});
	}

	private static void assertUsed(TaskUsage usage) {
		assertThat(usage.cpuTime()).isGreaterThanOrEqualTo(CPU);
		assertThat(usage.allocatedBytes()).isBetween((long) BYTES, 2L * BYTES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void itIsKnownOfAFailureToo(String kind) {
		runner(kind, true).run((context) -> {
			TaskException failure = catchThrowableOfType(TaskException.class,
					() -> unwrap(() -> context.getBean(ParallelPool.class).submit(() -> {
						throw new IllegalStateException("after " + work());
					}).get(60, TimeUnit.SECONDS)));
			assertUsed(failure.result().usage());
		});
	}

	private static void unwrap(Callable<?> call) throws Throwable {
		try {
			call.call();
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void itIsNotMeasuredUnlessAskedFor(String kind) {
		runner(kind, false).run((context) -> {
			context.getBean(ParallelPoolMetrics.class).bindTo(this.registry);
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.submit(TaskUsageTests::work).get(60, TimeUnit.SECONDS);
			pool.join();
			assertThat(this.told.last.usage()).isNull();
			assertThat(this.registry.get("parallel.pool.task.cpu").timer().count()).isZero();
		});
	}

	@Test
	void whatNeverRanHasUsedNothing() {
		runner("thread", true).run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.pause(Duration.ofMinutes(1));
			pool.submit(() -> 1).cancel(false);
			pool.resume();
			pool.join();
			assertThat(this.told.last.usage()).isNull();
		});
	}

	private static final class Told implements TaskListener {

		private volatile TaskResult last;

		@Override
		public void ended(String id, String pool, TaskResult result, Object value) {
			this.last = result;
		}

	}

}
