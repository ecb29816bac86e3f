package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.micrometer.core.instrument.MeterRegistry;
import org.assertj.core.util.introspection.PropertyOrFieldSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.autoconfigure.event.KillBudgetEvent;
import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A pool that has killed too many tasks says so everywhere. */
@Timeout(90)
class KillBudgetTests {

	private final ApplicationContextRunner runner = PoolContextRunner
		.with(ParallelMetricsAutoConfiguration.class, ParallelHealthAutoConfiguration.class)
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withUserConfiguration(Listening.class)
		.withPropertyValues("parallel.pools.one.worker-overtime=50ms", "parallel.pools.one.overtime-policy=kill",
				"parallel.pools.one.kill-budget.max-kills=1", "parallel.pools.one.kill-budget.per=1h");

	private static Health health(ApplicationContext context) {
		CompositeHealthContributor contributor = context.getBean("parallelPoolsHealthContributor",
				CompositeHealthContributor.class);
		return ((HealthIndicator) contributor.getContributor("one")).health(true);
	}

	private static Object trouble(ParallelPool pool, String component) {
		ParallelPoolsEndpoint endpoint = new ParallelPoolsEndpoint(Map.of("one", pool), List::of);
		return PropertyOrFieldSupport.EXTRACTION.getValueOf("summary.trouble" + component, endpoint.pool("one"));
	}

	private static double gauge(ApplicationContext context) {
		return context.getBean(MeterRegistry.class).get("parallel.pool.kill.budget.exceeded").gauge().value();
	}

	private static void kill(ParallelPool pool) {
		pool.submit(() -> {
			new CountDownLatch(1).await();
			return 1;
		}).handle((value, error) -> error).join();
	}

	@Test
	void healthEndpointMetricAndEventTellWhyTasksAreRejected() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			kill(pool);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(gauge(context)).isZero();
			kill(pool);
			Listening heard = context.getBean(Listening.class);
			await().until(() -> heard.events.size() == 1);
			String message = heard.events.get(0).getMessage();
			assertThat(heard.events.get(0).isExceeded()).isTrue();
			assertThat(message).startsWith("Pool 'one' rejects tasks for 3600000 ms").contains("2 of 2 tasks");
			assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(context).getDetails()).containsEntry("message", message)
				.containsKeys("since", "endsInMs")
				.containsEntry("state", "RUNNING");
			assertThat(trouble(pool, ".message")).isEqualTo(message);
			assertThat((Long) trouble(pool, ".nextAttemptInMs")).isBetween(1L, 3_600_000L);
			await().until(() -> gauge(context) == 1);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("parallel.pool.kill.budget.trips").functionCounter().count()).isEqualTo(1);
			pool.resume();
			await().until(() -> heard.events.size() == 2);
			assertThat(heard.events.get(1).isExceeded()).isFalse();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(trouble(pool, "")).isNull();
			await().until(() -> gauge(context) == 0);
		});
	}

	@Test
	void aPoolThatHasPausedItselfIsOutOfServiceUntilItIsResumed() {
		this.runner.withPropertyValues("parallel.pools.one.kill-budget.then=pause").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			kill(pool);
			kill(pool);
			await().until(() -> "PAUSED".equals(health(context).getDetails().get("state")));
			assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health(context).getDetails()).doesNotContainKey("endsInMs");
			assertThat(trouble(pool, ".nextAttemptInMs")).isNull();
			pool.resume();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void thePropertiesArrive() {
		this.runner
			.withPropertyValues("parallel.defaults.kill-budget.max-rate=2.5",
					"parallel.pools.two.kill-budget.then=pause")
			.run((context) -> {
				assertThat(context.getBean("one", ParallelPool.class).settings().overtime().killBudget())
					.isEqualTo(new KillBudgetSettings(1, 2.5, Duration.ofHours(1), KillBudgetSettings.Then.REJECT));
				assertThat(context.getBean("two", ParallelPool.class).settings().overtime().killBudget())
					.isEqualTo(new KillBudgetSettings(0, 2.5, Duration.ofMinutes(1), KillBudgetSettings.Then.PAUSE));
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		final List<KillBudgetEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void heard(KillBudgetEvent event) {
			this.events.add(event);
		}

	}

}
