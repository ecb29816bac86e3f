package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
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
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.wire.FrameType;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A worker process is asked what it hangs on before it is killed, and is killed whatever
 * it answers.
 */
@Timeout(120)
class ProcessLastWordsTests {

	@TempDir
	Path directory;

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool() {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(0, 1)
					.overtime(Limits.NEVER, OvertimePolicy.KILL)
					.grace(Duration.ofMinutes(10)));
		pool.start();
		return pool;
	}

	/** Has a task killed that runs, and none that comes later. */
	private static TaskOvertimeException killed(ParallelPool pool, TaskFuture<?> running) {
		limit(pool);
		Throwable failure = failure(running);
		pool.reset("operator");
		assertThat(failure).isInstanceOf(TaskOvertimeException.class);
		return (TaskOvertimeException) failure;
	}

	private static void limit(ParallelPool pool) {
		Limits.set(pool, Duration.ofMillis(1));
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	@Test
	void aSpinningTaskTellsItsOwnStackFirstAndThoseOfTheThreadsThatItStarted() {
		ParallelPool pool = pool();
		Gate gate = Gate.in(this.directory);
		// A process on a loaded machine may not answer in time.
		TaskOvertimeException told = await().until(() -> {
			int before = gate.arrivals();
			TaskFuture<Object> spinning = pool.submit(() -> {
				Thread main = Thread.currentThread();
				Thread beside = new Thread(() -> waitBeside(main, gate), "beside");
				beside.setDaemon(true);
				beside.start();
				return spin();
			});
			await().until(() -> gate.arrivals() > before);
			return killed(pool, spinning);
		}, (one) -> one.result().stack() != null);
		assertThat(told.result().stack()).startsWith("\"main\" RUNNABLE")
			.containsSubsequence("ProcessLastWordsTests.spin", "\"beside\"", "ProcessLastWordsTests.waitBeside")
			.doesNotContain("parallel-control", "Finalizer", "java.base");
		assertThat(told).hasMessageContaining("ProcessLastWordsTests.spin");
		assertThat(pool.snapshot().size().peak()).isEqualTo(1);
	}

	private static Object spin() {
		while (true) {
			Thread.onSpinWait();
		}
	}

	/** Arrives at the gate once the main thread spins. */
	private static void waitBeside(Thread main, Gate gate) {
		try {
			while (Stream.of(main.getStackTrace()).noneMatch((frame) -> frame.getMethodName().equals("spin"))) {
				Thread.sleep(2);
			}
			gate.arrive("spinning");
			Thread.sleep(Long.MAX_VALUE);
		}
		catch (InterruptedException ex) {
			return;
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aHaltedProcessIsKilledThoughItTellsNothing() throws Exception {
		ParallelPool pool = pool();
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> halted = pool.submit(Tasks.endless(gate, "halted"));
		await().until(() -> gate.arrivals() == 1);
		long pid = pool.workers().get(0).pid();
		assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor()).isZero();
		await().until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
		assertThat(killed(pool, halted).result().stack()).isNull();
		assertThat(pool.submit(() -> "next").get()).isEqualTo("next");
		await().until(() -> !isAlive(pid));
		assertThat(pool.snapshot().totals().overtime().killed()).isEqualTo(1);
		assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
		assertThat(pool.snapshot().size().peak()).isEqualTo(1);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void anotherWorkerServesWhileAHaltedProcessIsWaitedFor() throws Exception {
		List<TaskFuture<String>> halted = new ArrayList<>();
		List<ParallelPool> own = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Gate gate = new Gate(Files.createDirectory(this.directory.resolve("halted-" + i)).toString());
			ParallelPool pool = pool();
			halted.add(pool.submit(Tasks.endless(gate, "halted")));
			own.add(pool);
			await().until(() -> gate.arrivals() == 1);
			assertThat(
					new ProcessBuilder("kill", "-STOP", Long.toString(pool.workers().get(0).pid())).start().waitFor())
				.isZero();
		}
		own.forEach(ProcessLastWordsTests::limit);
		assertThat(halted).extracting(PoolContractTests::failure).hasOnlyElementsOfType(TaskOvertimeException.class);
		own.forEach((pool) -> pool.reset("operator"));
		assertThat(own).allSatisfy((pool) -> assertThat(pool.submit(() -> "next").join()).isEqualTo("next"));
	}

	@Test
	void aProcessThatAnswersNonsenseIsKilledLikeAnyOther() {
		ParallelPool pool = pool();
		Gate gate = Gate.in(this.directory);
		// A process on a loaded machine may not answer in time.
		TaskOvertimeException told = await().until(() -> {
			int before = gate.arrivals();
			TaskFuture<Object> hostile = pool.submit(() -> {
				Thread thread = Thread.currentThread();
				// The thread that is asked next answers under the longest name there can
				// be.
				thread.setName("x".repeat(1024 * 1024) + "\n\u001b[31m");
				gate.arrive("named");
				return spin();
			});
			await().until(() -> gate.arrivals() > before);
			return killed(pool, hostile);
		}, (one) -> one.result().stack() != null);
		assertThat(told.result().stack()).hasSizeLessThan(70_000);
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void aProcessThatTellsWithoutHavingBeenAskedIsLost() {
		ParallelPool pool = pool();
		TaskFuture<Object> hostile = pool.submit(() -> {
			for (long id = 0; id < 1000; id++) {
				Intruder.say(FrameType.STACKS, id, new byte[60_000]);
			}
			return spin();
		});
		assertThat(failure(hostile)).hasMessageContaining("stacks").hasMessageContaining("nobody waits for");
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

}
