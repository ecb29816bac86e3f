package io.github.parallelpools.sample.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.sample.SampleApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several instances that one command starts share a pool, and one is killed. */
@Timeout(600)
class ClusterTourIT {

	private static final String PROFILE = "--spring.profiles.active=cluster";

	private static final Pattern INSTANCE = Pattern.compile("Instance (\\d) is process (\\d+)");

	private static final Pattern SUMMARY = Pattern
		.compile("Process (\\d+) was killed. Its tasks (.+) went on in \\[(.+)]. All 6 tasks were done.");

	@Test
	void whatAKilledInstanceRanGoesOnElsewhereAndNoInstanceOutlivesTheFirst() throws Exception {
		try (PostgresServer server = PostgresServer.start()) {
			runAndKill(server, Layout.command(Layout.fatJar()), "cluster");
			runAndKill(server, List.of(Layout.java(), "-XX:TieredStopAtLevel=1", "-cp", classPath(),
					SampleApplication.class.getName()), "cluster-classes");
		}
	}

	private static void runAndKill(PostgresServer server, List<String> command, String name) throws Exception {
		try (RunningSample first = RunningSample
			.start(command,
					Map.of("SPRING_DATASOURCE_USERNAME", PostgresServer.USER, "SPRING_DATASOURCE_PASSWORD",
							PostgresServer.PASSWORD),
					output(name), PROFILE, "--spring.datasource.url=" + server.url())) {
			await().atMost(RunningSample.PATIENCE.multipliedBy(2))
				.until(() -> first.output().contains("tour of the cluster is over")
						|| first.output().contains("tour of the cluster broke off"));
			String output = first.output();
			List<Long> instances = INSTANCE.matcher(output).results().map((one) -> Long.valueOf(one.group(2))).toList();
			assertThat(instances).as(output).hasSize(2);
			MatchResult summary = SUMMARY.matcher(output)
				.results()
				.findFirst()
				.orElseThrow(() -> new AssertionError(output));
			assertThat(summary.group(1)).isEqualTo(instances.get(0).toString());
			assertThat(Arrays.stream(summary.group(3).split(", ")).map(Long::valueOf)).isSubsetOf(first.pid(),
					instances.get(1));
			// An instance that stands still on a busy machine loses a task as well.
			for (String task : summary.group(2).split(" and ")) {
				assertThat(output).containsPattern(
						"Task +%s +attempt [2-9] +process +\\d+ +\\(begun in process %s, which was killed\\)"
							.formatted(task, instances.get(0)));
			}
			assertThat(output).doesNotContain(PostgresServer.PASSWORD);
			ProcessHandle other = ProcessHandle.of(instances.get(1)).orElseThrow();
			assertThat(other.isAlive()).isTrue();
			assertThat(String.join(" ", other.info().arguments().orElse(new String[0])))
				.doesNotContain(PostgresServer.PASSWORD);

			first.process().destroyForcibly().waitFor();

			await().atMost(RunningSample.PATIENCE).until(() -> !PackagedSampleContract.isThere(other));
		}
	}

	@Test
	void anInstanceOnH2IsAloneAndSaysSo() throws Exception {
		try (RunningSample first = RunningSample.start(Layout.fatJar(), output("cluster-h2"), PROFILE)) {
			await().atMost(RunningSample.PATIENCE).until(() -> first.output().contains("This instance is alone"));
			assertThat(first.output())
				.contains("H2 in memory is a cluster of one JVM", "Process %s has run a task".formatted(first.pid()),
						"--spring.datasource.url=jdbc:postgresql:")
				.doesNotContainPattern(INSTANCE);
		}
	}

	private static Path output(String name) throws IOException {
		return Files.createDirectories(Layout.fatJar().resolveSibling("sample-logs")).resolve(name + ".log");
	}

	/** The application's classes and libraries, without those of tests. */
	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("test-classes") && !Path.of(entry).endsWith("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
	}

}
