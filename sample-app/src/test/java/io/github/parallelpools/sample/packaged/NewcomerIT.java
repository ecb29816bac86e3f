package io.github.parallelpools.sample.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.sample.AsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who has the README only gets, in an empty folder, an application with a pool of
 * processes that kills a hostile task, with metrics and the dashboard. Its class path is
 * what the sample is shipped with, without the sample: the starter, web and actuator.
 */
@Timeout(300)
class NewcomerIT {

	private static final String IMPORTS = """
			package demo;
			import java.util.regex.Pattern;
			import io.github.parallelpools.pool.ParallelPool;
			import org.springframework.boot.ApplicationRunner;
			import org.springframework.boot.SpringApplication;
			import org.springframework.boot.autoconfigure.SpringBootApplication;
			import org.springframework.context.annotation.Bean;
			""";

	private static List<String> blocks(String language) throws IOException {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("..", "README.md")))
			.results()
			.map((block) -> block.group(1))
			.toList();
	}

	@Test
	void aHostileTaskIsKilledAndSeen(@TempDir Path directory) throws Exception {
		Path libraries = Layout.EXTRACTED.jar(directory).resolveSibling("lib");
		Path application = Files.createDirectories(directory.resolve("newcomer/demo")).getParent();
		Path source = Files.writeString(application.resolve("demo/Demo.java"), IMPORTS + blocks("java").get(0));
		Files.writeString(application.resolve("application.yml"), String.join("\n---\n", blocks("yaml")));
		String classPath;
		try (Stream<Path> jars = Files.list(libraries)) {
			classPath = Stream.concat(Stream.of(application), jars.sorted())
				.map(Path::toString)
				.collect(Collectors.joining(File.pathSeparator));
		}
		int compiled = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-cp", classPath, source.toString());
		assertThat(compiled).isZero();
		List<String> command = List.of(Layout.java(), "-XX:TieredStopAtLevel=1", "-cp", classPath, "demo.Demo");
		try (RunningSample demo = RunningSample.start(command, Map.of(), directory.resolve("output.log"))) {
			await().atMost(RunningSample.PATIENCE)
				.until(() -> demo.output().contains("of pool 'regex' ran for longer than 2000 ms and was ended."));
			AsyncClient client = demo.client();
			await().atMost(RunningSample.PATIENCE)
				.until(() -> body(client, "/actuator/parallelpools/regex").contains("\"overtimeKilled\":1,"));
			assertThat(body(client, "/actuator/metrics/parallel.pool.kills?tag=reason:overtime"))
				.contains("\"value\":1.0");
			assertThat(body(client, "/actuator/health")).contains("UP");
			assertThat(body(client, "/actuator/parallelpoolsui")).contains("<html", "parallelpools");
		}
	}

	private static String body(AsyncClient client, String path) {
		return client.get(path).join().body();
	}

}
