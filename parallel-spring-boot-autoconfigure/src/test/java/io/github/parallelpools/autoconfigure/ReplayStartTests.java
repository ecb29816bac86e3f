package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.autoconfigure.replay.ReplayFiles;
import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application that is started with a file does nothing but run its task again. */
@Timeout(180)
class ReplayStartTests {

	@TempDir
	private static Path directory;

	private static Path order;

	private static Path letter;

	@BeforeAll
	static void writeALetter() throws Exception {
		order = Files.writeString(directory.resolve("order"), "die");
		String[] args = Stream
			.concat(Stream.of(ReplayApplication.ARGUMENTS),
					Stream.of("--parallel.pools.told.replay.directory=" + directory.resolve("letters"),
							"--parallel.pools.busy.auto-start=false", "--spring.main.web-application-type=none"))
			.toArray(String[]::new);
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(ReplayApplication.class)
			.run(args)) {
			ParallelPool pool = application.getBean("told", ParallelPool.class);
			String id = pool.send(new ReplayApplication.Order(order.toString()), String.class).id();
			await().until(() -> !pool.deadLetters().isEmpty());
			letter = application.getBean(ReplayFiles.class).write(pool, id);
		}
	}

	/** What an application has printed. */
	private static String start(int code, Path file) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), ReplayApplication.class.getName()));
		command.addAll(List.of(ReplayApplication.ARGUMENTS));
		command.add("--parallel.replay=" + file);
		Path output = directory.resolve("output");
		Process application = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(application.waitFor(150, TimeUnit.SECONDS)).as(() -> read(output)).isTrue();
		}
		finally {
			application.destroyForcibly();
		}
		assertThat(application.exitValue()).as(() -> read(output)).isEqualTo(code);
		return read(output);
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void theTaskIsRunAndNothingElse() throws Exception {
		Files.writeString(order, "obey");
		assertThat(start(0, letter)).contains("Running task told-", "of pool 'told' again", "00000", "It returned done")
			.doesNotContain("A bean was made", "A runner was run", "A consumer was started",
					"A bean with a schedule was made", "A schedule was run", "Tomcat started",
					"Pool 'busy' is STARTING", "Worker busy-");
	}

	@Test
	void theCodeAndTheWordsTellHowItEnded() throws Exception {
		Files.writeString(order, "die");
		assertThat(start(5, letter)).contains("31399", "exit code 7", "last words");
		Files.writeString(order, "fail");
		assertThat(start(3, letter)).contains("21399", "as it was told", "ReplayApplication$Obedient.handle");
	}

	@Test
	void whatIsNoLetterIsRefused() throws Exception {
		assertThat(start(2, order)).contains("can't be run again", "is no file that a dead letter was written to")
			.doesNotContain("A runner was run");
	}

	@Test
	void whoNamesNoFileStartsNothingElse() throws Exception {
		assertThat(start(2, Path.of(""))).contains("names no file")
			.doesNotContain("A runner was run", "Tomcat started");
	}

}
