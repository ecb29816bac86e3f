package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a task has started ends with its worker, also if it has another parent, a session
 * of its own and no environment.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class EscapedProcessTests {

	@TempDir
	Path directory;

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@BeforeEach
	void whereToolsSetLimits() {
		assumeTool("/usr/bin/prlimit");
		assumeTool("/usr/bin/setsid");
	}

	private static void assumeTool(String path) {
		Assumptions.assumeTrue(Files.isExecutable(Path.of(path)), "needs " + path);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool() {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	/** Runs a script that escapes from the worker, and waits until it has. */
	private static void escape(String script, Path pid) throws IOException {
		new ProcessBuilder("sh", "-c",
				"env -i PATH=\"$PATH\" FILE='" + pid + "' setsid sh -c '" + script + "' </dev/null >/dev/null 2>&1 &")
			.start();
		while (!Files.exists(pid)) {
			Thread.onSpinWait();
		}
	}

	private static void escapeAndSleep(String pid) throws IOException {
		escape("echo $$ > $FILE.new; mv $FILE.new $FILE; exec sleep 1000", Path.of(pid));
	}

	private String pidFile() {
		return this.directory.resolve("pid").toString();
	}

	private long escaped() throws IOException {
		Path pid = this.directory.resolve("pid");
		await().until(() -> Files.exists(pid));
		return Long.parseLong(Files.readString(pid).trim());
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	@Test
	void itEndsWithAWorkerThatIsKilled() throws Exception {
		String file = pidFile();
		ParallelPool pool = pool();
		TaskFuture<Object> spinning = pool.submit(() -> {
			escapeAndSleep(file);
			while (true) {
				Thread.interrupted();
			}
		});
		long escaped = escaped();
		pool.killWorker(pool.workers().get(0).id());
		assertThat(failure(spinning)).isInstanceOf(WorkerDiedException.class);
		await().until(() -> !isAlive(escaped));
	}

	@Test
	void itEndsWithAWorkerThatEndsByItself() throws Exception {
		String file = pidFile();
		TaskFuture<Object> halting = pool().submit(() -> {
			escapeAndSleep(file);
			Runtime.getRuntime().halt(5);
			return null;
		});
		assertThat(failure(halting)).isInstanceOf(WorkerDiedException.class);
		long escaped = escaped();
		await().until(() -> !isAlive(escaped));
	}

	@Test
	void itEndsWithAWorkerThatIsNeededNoMore() throws Exception {
		String file = pidFile();
		pool().submit(() -> {
			escapeAndSleep(file);
			return null;
		}).join();
		long escaped = escaped();
		assertThat(isAlive(escaped)).isTrue();
		this.pools.close();
		await().until(() -> !isAlive(escaped));
	}

	/** As process 1, which is left with whatever its workers do not take note of. */
	@Test
	void aKilledWorkerLeavesNoZombiesToProcessOne() throws Exception {
		List<String> alone = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
		Assumptions.assumeTrue(run(alone, "true") == 0, "needs namespaces");
		assertThat(run(alone, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), ProcessOne.class.getName(), this.directory.toString()))
			.isZero();
	}

	private static int run(List<String> prefix, String... command) throws Exception {
		List<String> words = new ArrayList<>(prefix);
		words.addAll(List.of(command));
		try {
			Process process = new ProcessBuilder(words).inheritIO().start();
			try {
				return process.waitFor(100, TimeUnit.SECONDS) ? process.exitValue() : -1;
			}
			finally {
				process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			return -1;
		}
	}

	/** Exits with 0 if no zombie is left of a worker that was killed. */
	static final class ProcessOne {

		private ProcessOne() {
		}

		public static void main(String[] args) throws Exception {
			String file = args[0] + "/started";
			try (ProcessHost host = new ProcessHost(Path.of(args[0]), ProcessOne.class.getClassLoader())) {
				Pools pools = new Pools(WorkerKind.PROCESS);
				ParallelPool pool = pools.open(new ProcessWorkerFactory(host, TestProcesses.settings(), null),
						(recipe) -> recipe.size(0, 1));
				pool.start();
				TaskFuture<Object> spinning = pool.submit(() -> {
					for (int i = 0; i < 20; i++) {
						new ProcessBuilder("sleep", "1000").start();
					}
					Files.createFile(Path.of(file));
					while (true) {
						Thread.interrupted();
					}
				});
				await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(Path.of(file)));
				pool.killWorker(pool.workers().get(0).id());
				failure(spinning);
				pools.close();
			}
			// A process that has just been killed is a zombie until its parent reaps it.
			await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(zombies()).isEmpty());
			System.exit(0);
		}

		private static List<String> zombies() throws IOException {
			List<String> zombies = new ArrayList<>();
			try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
				for (Path process : processes) {
					String stat = stat(process);
					if (stat.contains(") Z ")) {
						zombies.add(stat);
					}
				}
			}
			return zombies;
		}

		/** Empty if the process is gone since the directory was read. */
		private static String stat(Path process) {
			try {
				return Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
			}
			catch (IOException ex) {
				return "";
			}
		}

	}

}
