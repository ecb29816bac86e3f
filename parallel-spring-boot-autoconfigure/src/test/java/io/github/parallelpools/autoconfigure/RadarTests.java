package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.assertj.core.util.introspection.PropertyOrFieldSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.json.JsonMapper;

import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.actuate.metrics.ParallelPoolMetrics;
import io.github.parallelpools.autoconfigure.event.HangFoundEvent;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Where tasks of a process hang is told by endpoint, metric and event. */
@Timeout(90)
class RadarTests {

	private static final String HERE = RadarTests.class.getName() + ".hang(RadarTests.java:";

	private final ApplicationContextRunner runner = PoolContextRunner.with(ParallelMetricsAutoConfiguration.class)
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withUserConfiguration(Operated.class)
		.withPropertyValues("parallel.pools.one.kind=process", "parallel.pools.one.slow-after=300ms",
				"parallel.pools.one.worker-overtime=2s", "parallel.pools.one.overtime-policy=kill");

	private static void hang() throws InterruptedException {
		Thread.sleep(Long.MAX_VALUE);
	}

	private static Map<String, Long> counts(MeterRegistry registry, String place) {
		return Stream.of("slow", "killed", "saved")
			.collect(Collectors.toMap((outcome) -> outcome,
					(outcome) -> (long) registry.get("parallel.pool.hangs")
						.tags("pool", "one", "place", place, "outcome", outcome)
						.functionCounter()
						.count()));
	}

	@Test
	@SuppressWarnings("unchecked")
	void aPlaceWhereTasksHangIsToldByEndpointMetricAndEvent() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			ParallelPoolsEndpoint endpoint = new ParallelPoolsEndpoint(Map.of("one", pool), List::of);
			assertThat(PropertyOrFieldSupport.EXTRACTION.getValueOf("radar", endpoint.pool("one"))).isNull();
			Operated operated = context.getBean(Operated.class);
			// A process on a loaded machine may not tell in time where it hangs. It may
			// also not be there yet when it is asked.
			await().atMost(Duration.ofSeconds(60)).until(() -> {
				pool.submit(() -> {
					hang();
					return 1;
				}).handle((value, error) -> error).join();
				return !operated.here().isEmpty();
			});
			HangFoundEvent event = operated.here().get(0);
			assertThat(event.getWorkerId()).startsWith("one-");
			assertThat(event.getStack()).contains("RadarTests.hang");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			await().until(() -> registry.find("parallel.pool.hangs")
				.tag("place", event.getPlace())
				.functionCounters()
				.size() == 3);
			assertThat(counts(registry, HangSnapshot.UNKNOWN)).containsEntry("saved", 0L);
			assertThat(counts(registry, HangSnapshot.OTHERS)).containsEntry("killed", 0L);
			// A kill is counted after its task is told.
			await().until(() -> pool.hangs().killed() == pool.snapshot().totals().overtime().killed());
			HangSnapshot.Place here = pool.hangs().place(event.getPlace());
			Map<String, Long> expected = Map.of("slow", here.slow(), "killed", here.killed(), "saved", 0L);
			// The counts of one scrape may be some milliseconds old.
			await().untilAsserted(() -> assertThat(counts(registry, event.getPlace())).isEqualTo(expected));
			SimpleMeterRegistry late = new SimpleMeterRegistry();
			context.getBean(ParallelPoolMetrics.class).bindTo(late);
			assertThat(counts(late, event.getPlace())).isEqualTo(expected);
			String json = new JsonMapper().writeValueAsString(endpoint.pool("one"));
			Map<String, Object> radar = (Map<String, Object>) new JsonMapper().readValue(json, Map.class).get("radar");
			assertThat(radar.get("summary")).asString().contains(" in RadarTests.hang(RadarTests.java:");
			assertThat(radar).containsEntry("saved", 0).containsKeys("slow", "killed");
			assertThat((List<Map<String, Object>>) radar.get("places"))
				.anySatisfy((place) -> assertThat(place).containsEntry("name", event.getPlace())
					.containsEntry("slow", (int) here.slow())
					.containsEntry("killed", (int) here.killed())
					.containsEntry("saved", 0)
					.containsKeys("firstSeen", "lastSeen"));
			assertThat(operated.found).extracting(HangFoundEvent::getPlace).doesNotHaveDuplicates();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Operated {

		private final List<HangFoundEvent> found = new CopyOnWriteArrayList<>();

		@EventListener
		void found(HangFoundEvent event) {
			this.found.add(event);
		}

		/** Those of the place where the tasks of the test hang. */
		private List<HangFoundEvent> here() {
			return this.found.stream().filter((event) -> event.getPlace().startsWith(HERE)).toList();
		}

	}

}
