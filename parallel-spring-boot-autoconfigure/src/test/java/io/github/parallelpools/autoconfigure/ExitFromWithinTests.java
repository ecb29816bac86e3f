package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who calls {@code System.exit} in a task, or when it has ended, is not waited for. */
@Timeout(240)
class ExitFromWithinTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@EnumSource(ExitApplication.Who.class)
	void endsTheApplication(ExitApplication.Who who) throws Exception {
		Path output = this.directory.resolve("output");
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				ExitApplication.class.getName(), who.name(), this.directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(application.waitFor(200, TimeUnit.SECONDS)).as(() -> text(output)).isTrue();
			assertThat(application.exitValue()).as(() -> text(output)).isEqualTo(42);
			assertThat(text(output)).doesNotContain("is ended by force", "could not be closed");
		}
		finally {
			application.destroyForcibly();
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
