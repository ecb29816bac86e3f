package io.github.parallelpools.contract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that holds up all threads of the common pool, as a parallel stream does
 * whose elements wait for tasks. It needs a JVM of its own.
 */
@Timeout(120)
class BusyCommonPoolTests {

	@TempDir
	Path directory;

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aWorkerThatEndsBeforeItHasConnectedIsNoticedAtOnce() throws Exception {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:-UsePerfData", "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2", "-cp",
				System.getProperty("java.class.path"), Application.class.getName(), this.directory.toString())
			.redirectErrorStream(true)
			.start();
		try {
			assertThat(new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.contains("it ended before it had connected")
				.contains("exit code 42")
				.doesNotContain("start-timeout");
		}
		finally {
			application.destroyForcibly().waitFor();
		}
	}

	/** Tells why its worker did not start. */
	static final class Application {

		public static void main(String[] args) throws Exception {
			CountDownLatch never = new CountDownLatch(1);
			CountDownLatch held = new CountDownLatch(2);
			for (int i = 0; i < 2; i++) {
				CompletableFuture.runAsync(() -> {
					held.countDown();
					try {
						never.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
			}
			held.await();
			ProcessSettings usual = TestProcesses.settings();
			ProcessSettings ends = new ProcessSettings(usual.jvm(), List.of("/bin/sh", "-c", "exit 42"), Map.of(),
					Duration.ofSeconds(60), usual.stopTimeout(), usual.maxPayload(), null);
			ProcessHost host = new ProcessHost(Path.of(args[0]), Application.class.getClassLoader());
			try {
				new ProcessWorkerFactory(host, ends, null).open(new WorkerSpec("work", "work-1", Map.of()), () -> {
				});
			}
			catch (WorkerStartException ex) {
				System.out.println(ex.getMessage());
			}
			host.close();
		}

	}

}
