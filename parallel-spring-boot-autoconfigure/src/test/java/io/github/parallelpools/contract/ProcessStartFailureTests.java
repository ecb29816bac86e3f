package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of a pool whose worker processes start, but do not live. */
@Timeout(180)
class ProcessStartFailureTests {

	@TempDir
	Path directory;

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	@AfterEach
	void close() {
		this.host.close();
	}

	private ParallelPool mortal(Pools some, int min) throws IOException {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings settings = new ProcessSettings(usual.jvm(), List.of(),
				Map.of("SICK", Files.writeString(this.directory.resolve("sick"), "").toString()), usual.startTimeout(),
				usual.stopTimeout(), usual.maxPayload(), null);
		ParallelPool pool = some.open(new ProcessWorkerFactory(this.host, settings, Mortal.class.getName()),
				(recipe) -> recipe.size(min, 1).upkeep(new UpkeepSettings(Duration.ofMinutes(1))));
		pool.start();
		return pool;
	}

	@Test
	void workersThatDieRightAfterTheirStartAreACrashLoopUntilOneLives() throws Exception {
		try (Pools some = new Pools(WorkerKind.PROCESS)) {
			ParallelPool pool = mortal(some, 1);
			await().atMost(Duration.ofSeconds(30)).until(() -> pool.snapshot().totals().workers().crashed() >= 3);
			// A death is counted before it is known what it means
			PoolSnapshot.StartFailures loop = await().until(() -> pool.snapshot().startFailures(),
					(failures) -> failures != null && failures.consecutive() >= 3);
			assertThat(loop.message()).contains("exit code 7", "I am dying");
			assertThat(pool.snapshot().totals().workers().started()).isLessThan(10);
			Files.delete(this.directory.resolve("sick"));
			await().atMost(Duration.ofSeconds(30)).until(() -> pool.snapshot().startFailures() == null);
			assertThat(pool.send("item", String.class).get(30, TimeUnit.SECONDS)).isEqualTo("item");
		}
	}

	@Test
	void workersThatDieAsSoonAsTheyAreIdleAreACrashLoopThoughTheyServe() throws Exception {
		try (Pools some = new Pools(WorkerKind.PROCESS)) {
			ParallelPool pool = mortal(some, 0);
			Files.delete(this.directory.resolve("sick"));
			for (int i = 1; i <= 9; i++) {
				dieIdle(pool, i);
			}
			// The death is told to all when its worker is gone.
			await().until(() -> pool.workers().isEmpty());
			PoolSnapshot.StartFailures loop = pool.snapshot().startFailures();
			assertThat(loop).isNull();
			// On a loaded machine a worker may live for longer than it is on probation.
			for (int i = 10; loop == null; i++) {
				dieIdle(pool, i);
				await().until(() -> pool.workers().isEmpty());
				loop = pool.snapshot().startFailures();
			}
			assertThat(loop.message()).contains("exit code 8");
		}
	}

	/**
	 * Has the worker run a task, and die once its result has come; returns when it has.
	 */
	private void dieIdle(ParallelPool pool, int round) throws Exception {
		String file = this.directory.resolve("die-" + round).toString();
		assertThat(pool.send(file, String.class).get(30, TimeUnit.SECONDS)).isEqualTo(file);
		Files.createFile(Path.of(file));
		await().until(() -> pool.snapshot().totals().workers().crashed() >= round);
	}

	/**
	 * Ends its process soon after it was made, while it is sick, or as soon as there is
	 * the file that an item names.
	 */
	public static final class Mortal implements TaskHandler<String, String> {

		public Mortal() {
			if (Files.exists(Path.of(System.getenv("SICK")))) {
				die(7, () -> Thread.sleep(150));
			}
		}

		private static void die(int code, Delay delay) {
			Thread death = new Thread(() -> {
				try {
					delay.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				System.err.println("I am dying");
				Runtime.getRuntime().halt(code);
			});
			death.setDaemon(true);
			death.start();
		}

		@Override
		public String handle(String item, TaskContext context) {
			if (item.contains("die-")) {
				die(8, () -> {
					while (!Files.exists(Path.of(item))) {
						Thread.sleep(2);
					}
				});
			}
			return item;
		}

		/** Waits for the time to die. */
		private interface Delay {

			void await() throws InterruptedException;

		}

	}

}
