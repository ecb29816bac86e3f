package io.github.parallelpools.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.assertj.core.util.introspection.PropertyOrFieldSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whoever operates an application sees what keeps workers from working. */
@Timeout(90)
class TroubleTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with(ParallelHealthAutoConfiguration.class)
		.withPropertyValues("parallel.pools.one.kind=process", "parallel.pools.one.process.max-heap=64MB");

	private static @Nullable Object trouble(ApplicationContext context, String component) {
		ParallelPoolsEndpoint endpoint = new ParallelPoolsEndpoint(context.getBeansOfType(ParallelPool.class),
				List::of);
		return PropertyOrFieldSupport.EXTRACTION.getValueOf("summary.trouble" + component, endpoint.pool("one"));
	}

	private static Health health(ApplicationContext context) {
		CompositeHealthContributor contributor = context.getBean("parallelPoolsHealthContributor",
				CompositeHealthContributor.class);
		return ((HealthIndicator) contributor.getContributor("one")).health(true);
	}

	@Test
	void startsThatFailAreATroubleAndEndWhatWaits() {
		this.runner
			.withPropertyValues("parallel.pools.one.process.jvm-args=-XX:NoSuchOption",
					"parallel.pools.one.start-failure-timeout=500ms")
			.run((context) -> {
				assertThat(trouble(context, "")).isNull();
				Instant before = Instant.now();
				TaskFuture<Integer> waiting = context.getBean(ParallelPool.class).submit(() -> 1);
				assertThat(waiting.handle((value, error) -> error).get(60, TimeUnit.SECONDS))
					.isInstanceOf(TaskFailedException.class)
					.hasMessageContaining("NoSuchOption")
					.hasMessageContaining("start-failure-timeout");
				assertThat(trouble(context, ".message")).asString().contains("exit code 1", "NoSuchOption");
				assertThat((Integer) trouble(context, ".failures")).isPositive();
				assertThat((Long) trouble(context, ".nextAttemptInMs")).isBetween(0L, 30_000L);
				assertThat((Instant) trouble(context, ".since")).isBetween(before.minusSeconds(1), Instant.now());
				assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
				assertThat(health(context).getDetails()).containsKeys("message", "since");
			});
	}

	@Test
	void memoryThatOthersHaveIsATroubleButNoIllness() {
		this.runner.withPropertyValues("parallel.memory-budget=200MB").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.submit(() -> {
				new CountDownLatch(1).await(60, TimeUnit.SECONDS);
				return 1;
			});
			pool.submit(() -> 2);
			await().until(() -> trouble(context, "") != null);
			assertThat(trouble(context, ".message")).asString().contains("parallel.memory-budget", "144MB", "200MB");
			assertThat(trouble(context, ".failures")).isEqualTo(0);
			assertThat(trouble(context, ".nextAttemptInMs")).isNull();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).containsKey("memoryShortage");
			pool.forceStop();
		});
	}

}
