package io.github.parallelpools.contract;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.child.ChildMain;
import io.github.parallelpools.worker.process.launch.ArchivePlace;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Workers of an application that is loaded from a jar, as the pool starts and ends them.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class ProcessArchiveTests {

	/** Refuses to start whatever has an archive. */
	private static final List<String> NOT_WITH_ARCHIVES = List.of("/bin/sh", "-c",
			"case \"$*\" in *SharedArchiveFile=*.new*) exit 9;; esac; exec \"$@\"", "sh");

	@TempDir
	Path directory;

	private Path cache;

	private URLClassLoader application;

	private ProcessHost host;

	@BeforeEach
	void start() throws Exception {
		this.cache = this.directory.resolve("cache");
		Path jar = this.directory.resolve("app.jar");
		Path classes = Path.of(ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		assertThat(ToolProvider.findFirst("jar")
			.orElseThrow()
			.run(System.out, System.err, "cf0", jar.toString(), "-C", classes.toString(), ".")).isZero();
		this.application = new URLClassLoader(new URL[] { jar.toUri().toURL() }, ClassLoader.getPlatformClassLoader());
		this.host = new ProcessHost(this.directory.resolve("sockets"), this.application);
	}

	@AfterEach
	void close() throws Exception {
		this.host.close();
		this.application.close();
	}

	private ProcessWorkerFactory workers(List<String> prefix) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings.Jvm jvm = new ProcessSettings.Jvm(usual.jvm().javaHome(), usual.jvm().maxHeap(), false,
				List.of(), List.of(), 2, true, new ArchivePlace(true, this.cache));
		return new ProcessWorkerFactory(this.host, new ProcessSettings(jvm, prefix, Map.of(), usual.startTimeout(),
				Duration.ofSeconds(60), usual.maxPayload(), null), null);
	}

	/** Starts and ends a worker; returns whether it had an archive. */
	private boolean work(ProcessWorkerFactory workers) throws Exception {
		Worker worker = workers.open(new WorkerSpec("work", "work-1", Map.of()), () -> {
		});
		try {
			return Files.readString(Path.of("/proc/" + worker.pid().orElseThrow() + "/maps"))
				.contains(this.cache + "/");
		}
		finally {
			worker.close();
		}
	}

	private boolean isMade() throws Exception {
		try (Stream<Path> files = Files.list(this.cache)) {
			return files.anyMatch((file) -> file.toString().endsWith(".new"));
		}
	}

	@Test
	void theThirdWorkerStartsFromWhatTheFirstHasLoaded() throws Exception {
		ProcessWorkerFactory workers = workers(List.of());
		assertThat(work(workers)).isFalse();
		await().atMost(Duration.ofSeconds(90)).until(this::isMade);
		assertThat(work(workers)).isFalse();
		assertThat(work(workers)).isTrue();
	}

	@Test
	void anArchiveThatAWorkerDoesNotStartWithCostsThatStartOnly() throws Exception {
		ProcessWorkerFactory workers = workers(NOT_WITH_ARCHIVES);
		assertThat(work(workers)).isFalse();
		await().atMost(Duration.ofSeconds(90)).until(this::isMade);
		assertThat(work(workers)).isFalse();
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(() -> work(workers))
			.withMessageContaining("exit code 9");
		assertThat(isMade()).isFalse();
		assertThat(work(workers)).isFalse();
		assertThat(work(workers)).isFalse();
	}

}
