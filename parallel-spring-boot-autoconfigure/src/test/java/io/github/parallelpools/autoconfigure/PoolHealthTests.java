package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;

/** The health of each pool is told. */
class PoolHealthTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with(ParallelHealthAutoConfiguration.class);

	@Test
	void aPoolThatWorksIsUp() {
		this.runner.withPropertyValues("parallel.pools.regex.max-size=2", "parallel.pools.io-bound.auto-start=false")
			.run((context) -> {
				Health health = health(context, "regex");
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails()).containsAllEntriesOf(
						Map.of("state", "RUNNING", "kind", "thread", "busy", 0, "queue", 0, "max", 2));
				assertThat(health(context, "io-bound").getStatus()).isEqualTo(Status.UP);
				assertThat(health(context, "io-bound").getDetails()).containsEntry("state", "NEW");
			});
	}

	@Test
	void aPoolWhoseWorkersCanNotStartIsDownAndRecovers() {
		FailingHandler.failing = false;
		this.runner.withUserConfiguration(OfFailingHandler.class)
			.withPropertyValues("parallel.pools.regex.handler=failing", "parallel.pools.regex.min-size=0")
			.run((context) -> {
				FailingHandler.failing = true;
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.submit(() -> 1);
				Awaitility.await().until(() -> health(context, "regex").getStatus().equals(Status.DOWN));
				assertThat(health(context, "regex").getDetails()).containsKey("retryInMs")
					.hasEntrySatisfying("message", (message) -> assertThat(message).asString().contains("on purpose"))
					.hasEntrySatisfying("startFailures", (count) -> assertThat((Integer) count).isPositive());
				FailingHandler.failing = false;
				Awaitility.await().until(() -> health(context, "regex").getStatus().equals(Status.UP));
			});
	}

	@Test
	void abandonedThreadsAreADetail() {
		this.runner
			.withPropertyValues("parallel.pools.regex.overtime-policy=kill", "parallel.pools.regex.kill-grace=20ms")
			.run((context) -> {
				CountDownLatch begun = new CountDownLatch(1);
				CountDownLatch end = new CountDownLatch(1);
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.submit(() -> {
					begun.countDown();
					while (end.getCount() > 0) {
						Thread.onSpinWait();
					}
					return 1;
				});
				try {
					// A thread whose task ends before it has begun with it obeys.
					begun.await();
					pool.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofMillis(20)), "test");
					Awaitility.await()
						.until(() -> Integer.valueOf(1).equals(health(context, "regex").getDetails().get("abandoned")));
					assertThat(health(context, "regex").getStatus()).isEqualTo(Status.UP);
				}
				finally {
					end.countDown();
				}
			});
	}

	@Test
	void theHealthOfPoolsCanBeSwitchedOff() {
		this.runner
			.withPropertyValues("parallel.pools.regex.max-size=2", "management.health.parallelpools.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void withoutPoolsThereIsNothingToTell() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void withoutHealthOnTheClassPathTheApplicationStarts() {
		this.runner.withPropertyValues("parallel.pools.regex.max-size=2")
			.withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("parallelPoolsHealthContributor"));
	}

	private static Health health(ApplicationContext context, String pool) {
		CompositeHealthContributor contributor = context.getBean("parallelPoolsHealthContributor",
				CompositeHealthContributor.class);
		return ((HealthIndicator) contributor.getContributor(pool)).health(true);
	}

	@Configuration(proxyBeanMethods = false)
	static class OfFailingHandler {

		@Bean
		@Scope("prototype")
		FailingHandler failing() {
			return new FailingHandler();
		}

	}

	static class FailingHandler implements TaskHandler<Object, Object> {

		static volatile boolean failing;

		FailingHandler() {
			if (failing) {
				throw new IllegalStateException("on purpose");
			}
		}

		@Override
		public Object handle(Object item, TaskContext context) {
			return item;
		}

	}

}
