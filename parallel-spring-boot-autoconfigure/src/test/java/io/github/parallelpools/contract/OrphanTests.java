package io.github.parallelpools.contract;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** No worker outlives its application, however that ends. */
@Timeout(60)
class OrphanTests {

	@TempDir
	Path directory;

	@Test
	void idleAndSpinningWorkersAndWhatTheyStartedEndWhenTheApplicationIsKilled() throws Exception {
		assertNothingIsLeft(false);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void haltedWorkersEndWhenTheApplicationIsKilled() throws Exception {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
		assertNothingIsLeft(true);
	}

	private void assertNothingIsLeft(boolean halts) throws Exception {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), Application.class.getName(), this.directory.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (BufferedReader out = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
			List<Long> all = Stream.of(out.readLine().split(" ")).map(Long::valueOf).toList();
			assertThat(all).hasSize(5).allMatch(OrphanTests::isAlive);
			boolean marksByLimit = Files.isExecutable(Path.of("/usr/bin/prlimit"));
			List<Long> pids = marksByLimit ? all : all.subList(0, 4);
			if (halts) {
				new ProcessBuilder("kill", "-STOP", String.valueOf(pids.get(0))).start().waitFor();
			}
			application.destroyForcibly().waitFor();
			await().until(() -> pids.stream().noneMatch(OrphanTests::isAlive));
		}
		finally {
			application.destroyForcibly();
		}
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	/**
	 * Prints the ids of an idle worker, a spinning one, a process that the latter
	 * started, one that such a process has left behind, and one that has no environment
	 * either.
	 */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			ProcessHost host = new ProcessHost(Path.of(args[0]), Application.class.getClassLoader());
			ParallelPool pool = new Pools(WorkerKind.PROCESS)
				.open(new ProcessWorkerFactory(host, TestProcesses.settings(), null), (recipe) -> recipe.size(2, 2));
			pool.start();
			String file = args[0] + "/pids";
			pool.submit(() -> {
				Process sleeper = new ProcessBuilder("sleep", "1000").start();
				String pids = ProcessHandle.current().pid() + " " + sleeper.pid();
				for (String tool : List.of("setsid", "env -i setsid")) {
					// One that is a child of nobody's: its parent ends at once.
					Process forking = new ProcessBuilder("sh", "-c", tool + " sleep 1000 >/dev/null 2>&1 & echo $!")
						.start();
					pids += " " + new String(forking.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
				}
				Files.writeString(Path.of(file + ".new"), pids);
				Files.move(Path.of(file + ".new"), Path.of(file));
				while (true) {
					Thread.interrupted();
				}
			});
			while (!Files.exists(Path.of(file))) {
				Thread.onSpinWait();
			}
			long idle = pool.submit(() -> ProcessHandle.current().pid()).join();
			System.out.println(idle + " " + Files.readString(Path.of(file)));
			Thread.currentThread().join();
		}

	}

}
