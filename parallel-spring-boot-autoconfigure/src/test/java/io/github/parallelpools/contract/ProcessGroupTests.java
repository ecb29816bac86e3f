package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;

/** A script that kills all of its process group kills its worker, not the application. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class ProcessGroupTests {

	private static final Path SETSID = Path.of("/usr/bin/setsid");

	private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "kill -9 0", "trap 'kill 0' EXIT; true" })
	void aScriptThatKillsItsGroupKillsItsWorkerOnly(String script) throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(SETSID), "needs setsid");
		Path output = this.directory.resolve("output");
		// The group of these tests is not to be hit if this fails.
		Process application = new ProcessBuilder(SETSID.toString(),
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), Application.class.getName(), this.directory.toString(), script)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(application.waitFor(200, TimeUnit.SECONDS)).isTrue();
			assertThat(output).content().contains("the worker died, the other task goes on, the next one runs");
		}
		finally {
			application.descendants().forEach(ProcessHandle::destroyForcibly);
			application.destroyForcibly();
		}
	}

	@Test
	void theSessionOfANiceWorkerIsAsNice() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(SETSID), "needs setsid");
		Assumptions.assumeTrue(Files.exists(AUTOGROUP), "needs a kernel with autogroups");
		String own = Files.readString(AUTOGROUP);
		Assumptions.assumeFalse(own.isBlank(), "needs a kernel with autogroups that are on");
		Assumptions.assumeTrue(Integer.parseInt(Files.readString(Path.of("/proc/self/stat")).split(" ")[18]) < 10,
				"needs to become nicer");
		String path = AUTOGROUP.toString();
		// Other builds on the machine may be in the way for a moment.
		assertThat(first(List.of("nice", "-n", "7"), () -> {
			while (!Files.readString(Path.of(path)).strip().endsWith(" nice 7")) {
				Thread.sleep(20);
			}
			return true;
		})).isTrue();
		assertThat(AUTOGROUP).hasContent(own);
	}

	@Test
	void aPrefixMayMakeASession() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(SETSID), "needs setsid");
		assertThat(first(List.of(SETSID.toString()), () -> 1)).isEqualTo(1);
		assertThat(first(List.of("nice", "-n", "1", "setsid"), () -> 2)).isEqualTo(2);
	}

	/** What the first task of a pool returns whose workers have a command prefix. */
	private <T> T first(List<String> prefix, TaskCallable<T> task) throws Exception {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings settings = new ProcessSettings(usual.jvm(), prefix, usual.environment(), usual.startTimeout(),
				usual.stopTimeout(), usual.exchange(), usual.oomScore(), null);
		try (ProcessHost host = new ProcessHost(this.directory, getClass().getClassLoader());
				Pools pools = new Pools(WorkerKind.PROCESS)) {
			ParallelPool pool = pools.open(new ProcessWorkerFactory(host, settings, null),
					(recipe) -> recipe.size(1, 1));
			pool.start();
			return pool.submit(task).get(100, TimeUnit.SECONDS);
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
