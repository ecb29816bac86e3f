package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a terminal sends to all of its processes does not end a worker's task: that is for
 * the application to decide.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class TerminalSignalTests {

	@TempDir
	Path directory;

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "INT", "HUP" })
	void aRunningTaskGoesOn(String signal) throws Exception {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		Gate gate = Gate.in(this.directory);
		Path started = this.directory.resolve("started");
		String file = started.toString();
		TaskFuture<Long> task = pool.submit(() -> {
			Files.createFile(Path.of(file));
			gate.awaitOpen();
			return ProcessHandle.current().pid();
		});
		await().until(() -> Files.exists(started));
		long pid = Objects.requireNonNull(pool.workers().get(0).pid());
		for (int i = 0; i < 3; i++) {
			assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor()).isZero();
		}
		gate.open();
		assertThat(task.join()).isEqualTo(pid);
		assertThat(pool.submit(() -> ProcessHandle.current().pid()).join()).isEqualTo(pid);
	}

}
