package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.autoconfigure.ShutdownApplication.Way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * However a real application ends, with whatever tasks refuse to: it ends, in the time
 * that it is given, and nothing of it is left.
 */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class ShutdownTests {

	/** Far less than a phase of Boot for each pool, and enough for a busy machine. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	Path directory;

	private Process application;

	@AfterEach
	void kill() {
		if (this.application != null) {
			this.application.destroyForcibly();
		}
	}

	private void start(Way way) throws IOException {
		this.application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				ShutdownApplication.class.getName(), way.name(), this.directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile())
			.start();
	}

	private List<Long> workers() throws IOException {
		await().atMost(PATIENCE)
			.until(() -> Files.exists(this.directory.resolve("ready")) || !this.application.isAlive());
		assertThat(this.directory.resolve("ready")).as(output()).exists();
		return Stream.of("spinning", "standalone", "idle").map(this::pid).toList();
	}

	private Long pid(String file) {
		try {
			return Long.valueOf(Files.readString(this.directory.resolve(file)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String output() throws IOException {
		return Files.readString(this.directory.resolve("output"));
	}

	private void assertGone(List<Long> workers, int exitCode) throws Exception {
		assertThat(this.application.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(this::thisOutput).isTrue();
		assertThat(this.application.exitValue()).as(this::thisOutput).isEqualTo(exitCode);
		// The application has waited for them, so nothing needs to be awaited here.
		assertThat(workers).hasSize(3).noneMatch(ShutdownTests::isRunning);
		assertThat(this.directory.resolve("sockets")).isEmptyDirectory();
		assertThat(output()).contains("is ended by force")
			.doesNotContain("still running after timeout", "could not be closed", "could not be removed");
	}

	private String thisOutput() {
		try {
			return output();
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/** An orphan that has ended stays a zombie where the first process reaps none. */
	private static boolean isRunning(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && !isZombie(pid);
	}

	private static boolean isZombie(long pid) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(pid), "stat")).matches("(?s)\\d+ \\(.*\\) Z .*");
		}
		catch (IOException ex) {
			return !Files.isDirectory(Path.of("/proc/self"));
		}
	}

	/**
	 * What a process ignores its children ignore, too, and a JVM leaves it at that:
	 * shells start in the background what ignores interrupts, and nohup what ignores
	 * hang-ups.
	 */
	private static boolean isIgnored(int signal) throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) {
			return false;
		}
		return Files.readString(status)
			.lines()
			.filter((line) -> line.startsWith("SigIgn:"))
			.anyMatch((line) -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) >> (signal - 1) & 1) != 0);
	}

	@ParameterizedTest
	@CsvSource({ "TERM,143", "INT,130", "HUP,129" })
	void bySignal(String signal, int exitCode) throws Exception {
		Assumptions.assumeFalse(isIgnored(exitCode - 128), "was started by somebody who ignores it");
		start(Way.SIGNAL);
		List<Long> workers = workers();
		new ProcessBuilder("kill", "-" + signal, Long.toString(this.application.pid())).start().waitFor();
		assertGone(workers, exitCode);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIGNAL")
	void byItself(Way way) throws Exception {
		start(way);
		assertGone(workers(), way.exitCode());
	}

}
