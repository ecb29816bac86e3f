package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A task that was given to a worker process which died before it began with it was not
 * run: it goes to another worker, and nothing is said of it.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class TaskNotBegunTests {

	@TempDir
	Path directory;

	private final SharedStore store = SharedStore.inMemory();

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store,
			new ApplicationObjects(this.store, getClass().getClassLoader()));

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(standard) -> recipe.apply(standard.size(0, 1).retry(1, 2, 10).grace(Duration.ofMinutes(1))));
		pool.start();
		return pool;
	}

	private static void signal(String signal, long pid) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor()).isZero();
	}

	private static TaskCallable<Long> pid() {
		return () -> ProcessHandle.current().pid();
	}

	/** Halts the idle worker of a pool. */
	private static WorkerSnapshot halted(ParallelPool pool) throws Exception {
		long pid = pool.submit(pid()).join();
		await().until(() -> pool.snapshot().size().busy() == 0);
		signal("STOP", pid);
		await().until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
		return pool.workers().get(0);
	}

	/** Sends a task to a worker that is halted, so that it does not begin. */
	private static TaskFuture<Long> sent(ParallelPool pool) {
		TaskFuture<Long> task = pool.submit(pid());
		await().until(() -> pool.workers().stream().anyMatch((worker) -> worker.task() != null));
		return task;
	}

	@Test
	void aTaskGivenToAWorkerThatIsKilledInThatInstantIsRunByAnother() throws Exception {
		ParallelPool pool = started((recipe) -> recipe);
		for (int i = 1; i <= 12; i++) {
			WorkerSnapshot halted = halted(pool);
			TaskFuture<Long> task = sent(pool);
			signal("KILL", halted.pid());
			assertThat(task.join()).isNotEqualTo(halted.pid());
			assertThat(pool.snapshot().totals().workers().crashed()).isEqualTo(i);
			assertThat(pool.snapshot().startFailures()).isNull();
		}
		pool.join();
		PoolSnapshot.Totals totals = pool.snapshot().totals();
		assertThat(totals.completed()).isEqualTo(24);
		assertThat(totals.failed()).isZero();
		assertThat(totals.retries().retried()).isZero();
		assertThat(pool.deadLetters()).isEmpty();
	}

	@Test
	void aTaskThatItsWorkerHadNotBegunWhenItWasKilledByHandIsRunByAnother() throws Exception {
		ParallelPool pool = started((recipe) -> recipe);
		WorkerSnapshot halted = halted(pool);
		TaskFuture<Long> task = sent(pool);
		assertThat(pool.killWorker(halted.id())).isTrue();
		assertThat(task.join()).isNotEqualTo(halted.pid());
	}

	@Test
	void aTaskThatWasNotBegunWaitsForTheNextStartOfAPoolThatStops() throws Exception {
		ParallelPool pool = started((recipe) -> recipe);
		WorkerSnapshot halted = halted(pool);
		TaskFuture<Long> task = sent(pool);
		pool.stop();
		signal("KILL", halted.pid());
		await().until(() -> pool.state() == PoolState.STOPPED);
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		pool.start();
		assertThat(task.join()).isNotEqualTo(halted.pid());
	}

	@Test
	void aTaskThatWasNotBegunIsCancelledLikeAnyOther() throws Exception {
		ParallelPool pool = started((recipe) -> recipe);
		halted(pool);
		TaskFuture<Long> task = sent(pool);
		assertThat(task.cancel(true)).isTrue();
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
		pool.join();
		assertThat(pool.snapshot().totals().cancelled()).isEqualTo(1);
	}

	@Test
	void aTaskThatWasNotBegunEndsWithTheApplication() throws Exception {
		ParallelPool pool = started((recipe) -> recipe);
		halted(pool);
		TaskFuture<Long> task = sent(pool);
		this.pools.close();
		assertThat(failure(task)).isInstanceOf(TaskCancelledException.class);
	}

	/** Its process ends at about the time at which it does. */
	private static TaskCallable<String> dying(int number) {
		return () -> {
			Thread killer = new Thread(() -> {
				for (int i = 0; i < number * 20; i++) {
					Thread.onSpinWait();
				}
				Runtime.getRuntime().halt(3);
			});
			killer.setDaemon(true);
			killer.start();
			return "ended";
		};
	}

	@Test
	void theAccountsAreExactWhereWorkersDieAsTheyFinish() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		List<TaskFuture<String>> tasks = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			tasks.add(pool.submit(dying(i)));
		}
		long ended = tasks.stream().filter((task) -> "ended".equals(task.exceptionally((ex) -> null).join())).count();
		pool.join();
		PoolSnapshot.Totals totals = pool.snapshot().totals();
		assertThat(totals.completed()).isEqualTo(ended);
		assertThat(totals.failed()).isEqualTo(30 - ended);
		assertThat(totals.workers().crashed()).isLessThanOrEqualTo(totals.workers().started());
	}

	/** Writes what it likes where its process tells which task it has begun. */
	private static TaskCallable<Object> lying(String count, long number) {
		return () -> {
			Files.writeString(Path.of(count), ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			String[] command = System.getProperty("sun.java.command").split(" ");
			Files.write(Path.of(command[command.length - 2]), ByteBuffer.allocate(Long.BYTES).putLong(number).array());
			Runtime.getRuntime().halt(3);
			return null;
		};
	}

	@Test
	void aWorkerThatSaysThatItNeverBeginsIsBelievedForAWhileOnly() throws IOException {
		ParallelPool pool = started((recipe) -> recipe);
		Path count = this.directory.resolve("count");
		assertThat(failure(pool.submit(lying(count.toString(), 0)))).isInstanceOf(WorkerDiedException.class);
		assertThat(Files.size(count)).isEqualTo(6);
		assertThat(pool.deadLetters()).hasSize(1);
	}

	@Test
	void aWorkerThatSaysThatItBeganAnotherTaskIsNotBelieved() throws IOException {
		ParallelPool pool = started((recipe) -> recipe);
		Path count = this.directory.resolve("count");
		assertThat(failure(pool.submit(lying(count.toString(), 77)))).isInstanceOf(WorkerDiedException.class);
		assertThat(Files.size(count)).isEqualTo(1);
	}

}
