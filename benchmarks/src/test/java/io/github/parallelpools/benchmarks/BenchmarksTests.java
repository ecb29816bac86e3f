package io.github.parallelpools.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** A few scenarios for a moment: the figures mean nothing, but the report is whole. */
class BenchmarksTests {

	private static final List<String> SOME = List.of("empty tasks, threads: 2", "one in flight, the caller waits");

	@TempDir
	Path report;

	@Test
	void measuresAndReports() throws Exception {
		List<Scenario> some = Scenarios.all(1)
			.stream()
			.filter((scenario) -> SOME.contains(scenario.name()))
			.map(BenchmarksTests::withOnePeer)
			.toList();
		assertThat(some).hasSameSizeAs(SOME);

		ByteArrayOutputStream progress = new ByteArrayOutputStream();
		String table = new Benchmarks("smoke", new PrintStream(progress)).run(some, this.report);

		assertThat(table).as(progress::toString).doesNotContain("failed");
		for (Scenario scenario : some) {
			assertThat(table).containsPattern("\\| %s \\|.*\\| %s \\|.*\\| \\*\\*[0-9.,]+\\*\\* \\|"
				.formatted(scenario.name(), scenario.peers().get(0).name()));
		}
		assertThat(this.report.resolve("table.md")).hasContent(table);
		assertThat(this.report.resolve("figures.csv")).content()
			.contains("empty tasks, threads: 2;many;tasks/s;ThreadPoolExecutor.submit;1;");
		assertThat(this.report.resolve("processes.svg")).content().contains("raw ping-pong");
		assertThat(this.report.resolve("threads.svg")).content().startsWith("<svg").contains("empty tasks, threads: 2");
	}

	@Test
	void measuresPython() throws Exception {
		assumeThat(Peers.missingPython()).isNull();
		for (String what : List.of("tasks", "chunks")) {
			assertThat(ProgramContender.python("Python", "pool", what).measure(Effort.SMOKE)).containsOnlyKeys("rate",
					"cpu");
		}
		assertThat(ProgramContender.python("Python", "executor", "one").measure(Effort.SMOKE)).containsOnlyKeys("p50",
				"p99");
	}

	@Test
	void namesScenariosAndContendersOnce() {
		List<Scenario> all = Scenarios.all(1);
		assertThat(all).extracting(Scenario::name).doesNotHaveDuplicates();
		assertThat(all).allSatisfy((scenario) -> {
			assertThat(scenario.contenders()).extracting(Contender::name).doesNotHaveDuplicates();
			assertThat(scenario.contenders()).extracting(Contender::name)
				.containsAll(scenario.metrics()
					.stream()
					.flatMap((metric) -> metric.goals().keySet().stream())
					.filter((name) -> !name.isEmpty())
					.toList());
		});
	}

	private static Scenario withOnePeer(Scenario scenario) {
		return new Scenario(scenario.chapter(), scenario.name(), scenario.metrics(), scenario.ours(),
				scenario.peers().subList(0, 1));
	}

}
