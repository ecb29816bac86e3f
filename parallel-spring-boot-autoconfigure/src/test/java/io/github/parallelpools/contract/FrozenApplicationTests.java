package io.github.parallelpools.contract;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

/**
 * An application that is halted for longer than a task may run, as a paused container or
 * a long collection would halt it.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class FrozenApplicationTests {

	/** Long, as all that happens before and after the application is halted counts. */
	private static final Duration LIMIT = Duration.ofSeconds(6);

	@TempDir
	Path directory;

	@Test
	void timeInWhichTheApplicationStoodStillDoesNotCountAgainstTasks() throws Exception {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), Application.class.getName(), this.directory.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		Gate gate = Gate.in(this.directory);
		try (BufferedReader out = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
			await().until(() -> gate.arrivals() == 1);
			signal(application, "STOP");
			// This much time is to pass: the limit of the task, and more.
			Thread.sleep(LIMIT.plusSeconds(1).toMillis());
			signal(application, "CONT");
			assertThat(out.readLine()).isEqualTo("goes on");
			gate.open();
			assertThat(out.readLine()).isEqualTo("first");
			assertThat(out.readLine()).contains("TaskOvertimeException");
		}
		finally {
			application.destroyForcibly();
		}
	}

	private static void signal(Process process, String signal) throws Exception {
		String pid = Long.toString(process.pid());
		assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
		await()
			.until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T ") == signal.equals("STOP"));
	}

	/** Prints how a task ends that is held up, and one that never ends. */
	static final class Application {

		private Application() {
		}

		public static void main(String[] args) throws Exception {
			ProcessHost host = new ProcessHost(Path.of(args[0]), Application.class.getClassLoader());
			ParallelPool pool = new Pools(WorkerKind.PROCESS).open(
					new ProcessWorkerFactory(host, TestProcesses.settings(), null),
					(recipe) -> recipe.size(1, 1).overtime(LIMIT, OvertimePolicy.KILL));
			pool.start();
			Gate gate = Gate.in(Path.of(args[0]));
			TaskFuture<String> first = pool.submit(Tasks.gated(gate, "first"));
			awaitGap();
			System.out.println("goes on");
			System.out.println(ending(first));
			Limits.set(pool, Duration.ofMillis(500));
			System.out.println(ending(pool.submit(Tasks.endless(gate, "endless"))));
			System.exit(0);
		}

		/** Returns when it was halted for longer than any pause of a loaded machine. */
		private static void awaitGap() throws InterruptedException {
			long last = System.nanoTime();
			for (long now = last; now - last < LIMIT.toNanos(); now = System.nanoTime()) {
				last = now;
				Thread.sleep(10);
			}
		}

		private static String ending(TaskFuture<String> future) throws InterruptedException {
			try {
				return future.get();
			}
			catch (ExecutionException ex) {
				return ex.getCause().getClass().getName();
			}
		}

	}

}
