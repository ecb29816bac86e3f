package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.parallelpools.actuate.metrics.ClusterMeters;
import io.github.parallelpools.actuate.metrics.ParallelPoolMetrics;
import io.github.parallelpools.actuate.metrics.SharedMeters;
import io.github.parallelpools.actuate.metrics.StandaloneMeters;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The documents name the meters that there are, and no others. */
class MetricsDocumentationTests {

	private static final Path DOCS = Path.of("..", "docs");

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues("parallel.pools.forked.kind=process", "parallel.pools.forked.max-size=1",
				"parallel.pools.forked.worker-release-time=0", "parallel.pools.forked.process.max-heap=64MB");

	private static String row(Meter meter) {
		Meter.Id id = meter.getId();
		String unit = (meter instanceof io.micrometer.core.instrument.Timer) ? null : id.getBaseUnit();
		return String.join("|", id.getName(), id.getType().name().toLowerCase(Locale.ROOT),
				Objects.requireNonNullElse(unit, "-"),
				id.getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(", ")));
	}

	private static List<MatchResult> found(String regex, Path file) throws IOException {
		return Pattern.compile(regex, Pattern.MULTILINE).matcher(Files.readString(file)).results().toList();
	}

	@Test
	void eachMeterIsInTheTableWithTypeUnitAndTags() {
		this.runner.run((context) -> {
			new ParallelPoolMetrics(context.getBeansOfType(ParallelPool.class).values()).bindTo(this.registry);
			new SharedMeters(() -> List.of(context.getBean(Parallel.class))).bindTo(this.registry);
			new StandaloneMeters(() -> HangSnapshot.NONE).bindTo(this.registry);
			new ClusterMeters().bindTo(this.registry);
			Set<String> there = this.registry.getMeters()
				.stream()
				.map(MetricsDocumentationTests::row)
				.collect(Collectors.toCollection(TreeSet::new));
			Set<String> documented = found("^\\| `([^`]+)` \\| (\\w+) \\| (\\S+) \\| ([^|]*) \\|",
					DOCS.resolve("metrics.md"))
				.stream()
				.map((row) -> String.join("|", row.group(1), row.group(2), row.group(3), row.group(4).strip()))
				.collect(Collectors.toCollection(TreeSet::new));
			assertThat(documented).containsExactlyElementsOf(there);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "grafana-dashboard.json", "alerts.yml" })
	void boardAndAlertsAskForMetricsThatThereAre(String file) {
		this.runner.run((context) -> {
			new ParallelPoolMetrics(context.getBeansOfType(ParallelPool.class).values()).bindTo(this.registry);
			new SharedMeters(() -> List.of(context.getBean(Parallel.class))).bindTo(this.registry);
			new StandaloneMeters(() -> HangSnapshot.NONE).bindTo(this.registry);
			new ClusterMeters().bindTo(this.registry);
			Set<String> there = Pattern.compile("(?m)^([a-z_]+)[{ ]")
				.matcher(this.registry.scrape())
				.results()
				.map((line) -> line.group(1))
				.collect(Collectors.toSet());
			List<String> asked = found("\\b(parallel_[a-z_]+|executor_[a-z_]+)", DOCS.resolve(file)).stream()
				.map((name) -> name.group(1))
				.toList();
			assertThat(asked).hasSizeGreaterThan(8).allSatisfy((name) -> assertThat(there).contains(name));
		});
	}

	@Test
	void boardAndAlertsAreWellFormed() {
		JsonNode board = JsonMapper.builder().build().readTree(DOCS.resolve("grafana-dashboard.json").toFile());
		assertThat(board.path("panels")).hasSizeGreaterThan(8)
			.allSatisfy((panel) -> assertThat(panel.path("targets").path(0).path("expr").asString()).isNotEmpty());
		YamlMapFactoryBean alerts = new YamlMapFactoryBean();
		alerts.setResources(new FileSystemResource(DOCS.resolve("alerts.yml")));
		assertThat(alerts.getObject()).containsOnlyKeys("groups");
	}

	@Test
	void whatProcessesTakeIsMeasuredAndNeverLess() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			ParallelPoolMetrics metrics = new ParallelPoolMetrics(List.of(pool));
			metrics.bindTo(this.registry);
			pool.submit(() -> 1).join();
			await().until(() -> value("parallel.pool.processes.memory") > 1_000_000);
			await().until(() -> cpu() > 0.01);
			double before = cpu();
			pool.stop();
			await().until(() -> pool.workers().isEmpty());
			await().until(() -> value("parallel.pool.processes.memory") == 0);
			assertThat(cpu()).isGreaterThanOrEqualTo(before);
			assertThat(metrics).as("it keeps what its meters read").isNotNull();
		});
	}

	private double value(String gauge) {
		return this.registry.get(gauge).gauge().value();
	}

	private double cpu() {
		return this.registry.get("parallel.pool.processes.cpu").functionCounter().count();
	}

}
