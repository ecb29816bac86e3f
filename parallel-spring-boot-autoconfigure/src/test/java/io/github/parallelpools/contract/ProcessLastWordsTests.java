package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
@Timeout(60)
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

	private ParallelPool pool(Duration overtime, OvertimePolicy policy) {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(0, 1).overtime(overtime, policy).grace(Duration.ofMinutes(10)));
		pool.start();
		return pool;
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	@Test
	void aSpinningTaskTellsItsOwnStackFirstAndThoseOfTheThreadsThatItStarted() {
		ParallelPool pool = pool(Duration.ofSeconds(3), OvertimePolicy.KILL);
		TaskFuture<Object> spinning = pool.submit(() -> {
			Thread beside = new Thread(ProcessLastWordsTests::waitBeside, "beside");
			beside.setDaemon(true);
			beside.start();
			return spin();
		});
		assertThat(failure(spinning)).isInstanceOfSatisfying(TaskOvertimeException.class, (overtime) -> {
			assertThat(overtime.result().stack()).startsWith("\"main\" RUNNABLE")
				.containsSubsequence("ProcessLastWordsTests.spin", "\"beside\"", "ProcessLastWordsTests.waitBeside")
				.doesNotContain("parallel-control", "Finalizer", "java.base");
			assertThat(overtime).hasMessageContaining("ProcessLastWordsTests.spin");
		});
		assertThat(pool.snapshot().size().peak()).isEqualTo(1);
	}

	private static Object spin() {
		while (true) {
			Thread.onSpinWait();
		}
	}

	private static void waitBeside() {
		try {
			Thread.sleep(Long.MAX_VALUE);
		}
		catch (InterruptedException ex) {
			return;
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aHaltedProcessIsKilledThoughItTellsNothing() throws Exception {
		ParallelPool pool = pool(Duration.ofSeconds(2), OvertimePolicy.KILL);
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> halted = pool.submit(Tasks.endless(gate, "halted"));
		TaskFuture<String> next = pool.submit(() -> "next");
		await().until(() -> gate.arrivals() == 1);
		long pid = pool.workers().get(0).pid();
		assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor()).isZero();
		await().until(() -> Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
		assertThat(failure(halted)).isInstanceOfSatisfying(TaskOvertimeException.class,
				(overtime) -> assertThat(overtime.result().stack()).isNull());
		assertThat(next.get()).isEqualTo("next");
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
			ParallelPool pool = pool(Duration.ofSeconds(2), OvertimePolicy.KILL);
			halted.add(pool.submit(Tasks.endless(gate, "halted")));
			own.add(pool);
			await().until(() -> gate.arrivals() == 1);
			assertThat(
					new ProcessBuilder("kill", "-STOP", Long.toString(pool.workers().get(0).pid())).start().waitFor())
				.isZero();
		}
		assertThat(halted).extracting(PoolContractTests::failure).hasOnlyElementsOfType(TaskOvertimeException.class);
		assertThat(own).allSatisfy((pool) -> assertThat(pool.submit(() -> "next").join()).isEqualTo("next"));
	}

	@Test
	void aProcessThatAnswersNonsenseIsKilledLikeAnyOther() {
		ParallelPool pool = pool(Duration.ofSeconds(1), OvertimePolicy.KILL);
		TaskFuture<Object> hostile = pool.submit(() -> {
			Thread thread = Thread.currentThread();
			// Whoever is asked next answers under a name that is as long as it can be.
			thread.setName("x".repeat(1024 * 1024) + "\n\u001b[31m");
			return spin();
		});
		assertThat(failure(hostile)).isInstanceOfSatisfying(TaskOvertimeException.class,
				(overtime) -> assertThat(overtime.result().stack()).hasSizeLessThan(70_000));
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
	}

	@Test
	void aProcessThatTellsWithoutHavingBeenAskedIsLost() {
		ParallelPool pool = pool(Duration.ofSeconds(30), OvertimePolicy.KILL);
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
