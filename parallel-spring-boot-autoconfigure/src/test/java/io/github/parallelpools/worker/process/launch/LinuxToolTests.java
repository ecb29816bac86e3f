package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class LinuxToolTests {

	/** In a JVM of its own, which has few descriptors. */
	@Test
	void aToolThatCouldNotBeTriedIsTriedAgain() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "needs prlimit");
		Process application = new ProcessBuilder("/usr/bin/prlimit", "--nofile=200", "--",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData", "-cp",
				System.getProperty("java.class.path"), Application.class.getName())
			.redirectErrorStream(true)
			.start();
		try {
			assertThat(new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim())
				.endsWith("without, then with it");
		}
		finally {
			application.destroyForcibly().waitFor();
		}
	}

	/** Starts processes with and without descriptors. */
	static final class Application {

		public static void main(String[] args) throws Exception {
			// What starts processes must be there already.
			new ProcessBuilder("true").start().waitFor();
			Forethought.take();
			List<FileChannel> all = new ArrayList<>();
			try {
				while (true) {
					all.add(FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ));
				}
			}
			catch (IOException ex) {
				System.out.print(LinuxTool.WRITES_NO_CORE.prefix().isEmpty() ? "without" : "with it");
			}
			for (FileChannel one : all) {
				one.close();
			}
			System.out.print(LinuxTool.WRITES_NO_CORE.prefix().isEmpty() ? ", then without" : ", then with it");
		}

	}

}
