package io.github.parallelpools.contract;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application that can start no thread when a task is to be killed. */
@Timeout(120)
class NoThreadsTests {

	private static final Path GROUPS = Path.of("/sys/fs/cgroup/pids");

	@TempDir
	Path directory;

	@Test
	void aKillNeedsNoThread() throws Exception {
		Assumptions.assumeTrue(Files.isWritable(GROUPS.resolve("cgroup.procs")), "needs a control group of its own");
		Path group = Files.createDirectory(GROUPS.resolve("test-" + ProcessHandle.current().pid()));
		try {
			Process application = new ProcessBuilder("sh", "-c", "echo $$ > \"$0/cgroup.procs\"; exec \"$@\"",
					group.toString(), Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
					System.getProperty("java.class.path"), Application.class.getName(), this.directory.toString(),
					group.resolve("pids.max").toString())
				.redirectErrorStream(true)
				.start();
			try {
				String printed = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				assertThat(application.waitFor()).as(printed).isZero();
				assertThat(printed).contains("TaskOvertimeException", "and next");
			}
			finally {
				application.destroyForcibly().waitFor();
			}
		}
		finally {
			// The workers end when they see that the application has.
			await().until(() -> Files.readString(group.resolve("cgroup.procs")).isEmpty());
			Files.delete(group);
		}
	}

	/** Prints how a task ends that is killed while no thread can be started. */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			ProcessHost host = new ProcessHost(Path.of(args[0]), Application.class.getClassLoader());
			ParallelPool pool = new Pools(WorkerKind.PROCESS).open(
					new ProcessWorkerFactory(host, TestProcesses.settings(), null),
					(recipe) -> recipe.size(1, 1).overtime(Limits.NEVER, OvertimePolicy.KILL));
			pool.start();
			Path most = Path.of(args[1]);
			Gate gate = Gate.in(Path.of(args[0]));
			TaskFuture<String> endless = pool.submit(Tasks.endless(gate, "endless"));
			while (gate.arrivals() == 0) {
				Thread.sleep(10);
			}
			// The threads that help with this have ended for want of work by then.
			Limits.set(pool, pool.workers().get(0).task().running().plusSeconds(3));
			Files.writeString(most, "1");
			try {
				endless.get(30, TimeUnit.SECONDS);
			}
			catch (ExecutionException ex) {
				System.out.println(ex.getCause());
			}
			Files.writeString(most, "max");
			Limits.lift(pool);
			System.out.println(pool.submit(() -> "and next").get(60, TimeUnit.SECONDS));
			host.close();
			System.exit(0);
		}

	}

}
