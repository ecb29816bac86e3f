package io.github.parallelpools.contract;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** A script that kills all of its process group kills its worker, not the application. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ProcessGroupTests {

	private static final Path SETSID = Path.of("/usr/bin/setsid");

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "kill -9 0", "trap 'kill 0' EXIT; true" })
	void aScriptThatKillsItsGroupKillsItsWorkerOnly(String script) throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(SETSID), "needs setsid");
		// The group of these tests is not to be hit if this fails.
		Process application = new ProcessBuilder(SETSID.toString(), "--wait",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Application.class.getName(), this.directory.toString(), script)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (BufferedReader out = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
			assertThat(out.readLine()).isEqualTo("the worker died, the other task goes on, the next one runs");
		}
		finally {
			application.descendants().forEach(ProcessHandle::destroyForcibly);
			application.destroyForcibly();
		}
	}

	/** Has a task run a script. */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			ProcessHost host = new ProcessHost(Path.of(args[0]), Application.class.getClassLoader());
			Pools pools = new Pools(WorkerKind.PROCESS);
			ParallelPool pool = pools.open(new ProcessWorkerFactory(host, TestProcesses.settings(), null),
					(recipe) -> recipe.size(2, 2));
			pool.start();
			Tasks.Gate gate = Tasks.Gate.in(Path.of(args[0]));
			TaskFuture<Integer> other = pool.submit(() -> {
				gate.awaitOpen();
				return 1;
			});
			String script = args[1];
			Throwable end = failure(pool.submit(() -> {
				new ProcessBuilder("sh", "-c", script).start().waitFor();
				Thread.sleep(Long.MAX_VALUE);
				return 1;
			}));
			gate.open();
			System.out.println(((end instanceof WorkerDiedException) ? "the worker died" : "no death: " + end)
					+ ((other.join() == 1) ? ", the other task goes on" : "")
					+ ((pool.submit(() -> 1).join() == 1) ? ", the next one runs" : ""));
			pools.close();
			host.close();
		}

	}

}
