package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.contract.Trap.Moment;
import io.github.parallelpools.contract.Trap.Prize;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every fault at every moment of a task: its outcome is what {@code docs/failures.md}
 * says, its neighbours notice nothing, and the pool is as strong as before. All cells use
 * the same two pools, so that what one leaves behind the next ones meet.
 */
@Timeout(180)
class FaultMatrixTests {

	private static final Duration SHORT = Duration.ofMillis(100);

	private static final SharedStore STORE = SharedStore.inMemory();

	private static final SharedObjects APPLICATION = new ApplicationObjects(STORE,
			FaultMatrixTests.class.getClassLoader());

	@TempDir
	private static Path processes;

	private static ProcessHost host;

	private static Pools pools;

	/** Without a limit of time. */
	private static ParallelPool patient;

	/**
	 * Has a limit only while one of its worker processes is halted.
	 */
	private static ParallelPool strict;

	@TempDir
	private Path directory;

	private Path neighbour;

	@BeforeAll
	static void open() {
		host = new ProcessHost(processes, FaultMatrixTests.class.getClassLoader(), STORE, APPLICATION);
		pools = new Pools(WorkerKind.PROCESS, STORE);
		ProcessWorkerFactory factory = new ProcessWorkerFactory(host, TestProcesses.settings(),
				Trap.Victim.class.getName());
		patient = pools.open(factory, (recipe) -> recipe.named("patient").size(2, 2));
		strict = pools.open(factory,
				(recipe) -> recipe.named("strict").size(2, 2).overtime(Limits.NEVER, OvertimePolicy.KILL));
		patient.start();
		strict.start();
	}

	@AfterAll
	static void close() {
		pools.close();
		host.close();
	}

	@BeforeEach
	void prepare() throws IOException {
		this.neighbour = Files.createDirectory(this.directory.resolve("neighbour"));
		Limits.lift(strict);
	}

	static Stream<Arguments> cells() {
		List<Arguments> cells = new ArrayList<>();
		for (Moment moment : Moment.values()) {
			for (Fault fault : faults(moment)) {
				cells.add(Arguments.of(fault, moment));
			}
		}
		return cells.stream();
	}

	private static Set<Fault> faults(Moment moment) {
		Set<Fault> faults = EnumSet.allOf(Fault.class);
		if (moment == Moment.SENDING) {
			// Whoever sends half a message of his own breaks the protocol if he goes on.
			faults.removeIf((fault) -> !fault.isDeadly() && fault != Fault.STOPPED);
		}
		return faults;
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("cells")
	void aFaultHasOneOutcomeAndHarmsNobodyElse(Fault fault, Moment moment) throws Exception {
		ParallelPool pool = (fault == Fault.STOPPED) ? strict : patient;
		awaitTwoWorkers(pool);
		Gate gate = Gate.in(this.neighbour);
		PoolSnapshot.Totals before = pool.snapshot().totals();
		TaskFuture<String> beside = (pool == patient) ? pool.submit(Tasks.gated(gate, "beside")) : null;
		List<Long> pids = pool.workers().stream().map((worker) -> worker.pid()).toList();
		SharedLock lock = APPLICATION.lock(Trap.SHARED, () -> false);
		lock.lock();
		TaskFuture<Prize> trapped;
		TaskFuture<String> behind;
		try {
			trapped = pool.send(new Trap(fault, moment, this.directory), Prize.class);
			behind = pool.submit(() -> "behind");
			awaitThatItHappens(fault, moment, trapped, behind);
		}
		finally {
			lock.unlock();
		}
		assertOutcome(fault, moment, trapped);
		if (moment == Moment.IDLE) {
			awaitTheEndOfAnIdleWorker(pool, fault, trapped.join().pid());
		}
		Limits.lift(strict);
		if (beside != null) {
			assertThat(beside).isNotDone();
			gate.open();
			assertThat(beside.join()).isEqualTo("beside");
		}
		assertThat(behind.join()).isEqualTo("behind");
		assertStrength(pool, fault);
		// An outcome is told before its worker has died, and only then its locks are
		// free.
		await().untilAsserted(() -> assertThat(STORE.locks().snapshot().join()).isEmpty());
		assertAccounts(pool, before, fault);
		assertProcesses(pool, pids, fault);
	}

	private static void awaitTwoWorkers(ParallelPool pool) {
		await().until(() -> pool.workers().stream().filter((worker) -> worker.pid() != null).count() == 2);
	}

	private void awaitThatItHappens(Fault fault, Moment moment, TaskFuture<?> trapped, TaskFuture<?> behind)
			throws IOException {
		if (moment == Moment.IDLE) {
			// The worker may run what comes behind, too, before it is idle.
			await().until(() -> trapped.isDone() && behind.isDone());
		}
		if (moment == Moment.WAITING_FOR_LOCK) {
			await().until(() -> STORE.locks().snapshot().join().stream().anyMatch((one) -> !one.waiters().isEmpty()));
		}
		Gate.in(this.directory).open();
		if (fault == Fault.STOPPED) {
			awaitHalted();
			if (moment != Moment.IDLE) {
				await().until(behind::isDone);
				Limits.set(strict, SHORT);
			}
		}
		if (fault.isDeadly() || fault == Fault.STOPPED) {
			await().until(trapped::isDone);
		}
		else if (!fault.isThrown()) {
			await().until(() -> Files.exists(this.directory.resolve("happened")));
		}
	}

	private static void awaitHalted() {
		await().until(() -> strict.workers().stream().anyMatch((worker) -> isHalted(worker.pid())));
	}

	private static boolean isHalted(@Nullable Long pid) {
		try {
			return pid != null && Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T ");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void awaitTheEndOfAnIdleWorker(ParallelPool pool, Fault fault, long pid) {
		if (fault == Fault.STOPPED) {
			// Nobody sees that it is halted before a task comes to it, which is over
			// time.
			List<TaskFuture<Object>> both = Stream.of("one", "two").map((name) -> pool.submit(() -> {
				Thread.sleep(Long.MAX_VALUE);
				return null;
			})).toList();
			Limits.set(strict, SHORT);
			both.forEach((one) -> assertThat(failure(one)).isInstanceOf(TaskOvertimeException.class));
		}
		if (fault == Fault.STOPPED || fault.isDeadly()) {
			await().until(
					() -> pool.workers().stream().noneMatch((worker) -> worker.pid() != null && worker.pid() == pid));
		}
	}

	private static void assertOutcome(Fault fault, Moment moment, TaskFuture<Prize> trapped) {
		if (moment == Moment.IDLE || (moment == Moment.WAITING_FOR_LOCK && fault.isThrown())) {
			// It happens after the task, or to another thread.
			assertThat(trapped.join().pid()).isPositive();
		}
		else if (fault.isDeadly()) {
			assertThat(failure(trapped)).isInstanceOfSatisfying(WorkerDiedException.class, (died) -> {
				assertThat(died.result().code()).isEqualTo("31399");
				assertThat(died).hasMessageContainingAll(fault.words());
			});
		}
		else if (fault == Fault.STOPPED) {
			assertThat(failure(trapped)).isInstanceOfSatisfying(TaskOvertimeException.class,
					(overtime) -> assertThat(overtime.result().code()).isEqualTo("21005"));
		}
		else if (fault.isThrown()) {
			assertThat(failure(trapped)).isInstanceOfSatisfying(TaskFailedException.class, (failed) -> {
				assertThat(failed.result().code()).isEqualTo("21399");
				assertThat(failed.result().stack() + failed.getMessage()).contains(fault.words());
			});
		}
		else {
			assertThat(trapped.join().pid()).isPositive();
		}
	}

	/** As many tasks as before run at a time, each in a process of its own. */
	private void assertStrength(ParallelPool pool, Fault fault) throws IOException {
		if (fault == Fault.SOCKET_DELETED) {
			pool.workers().forEach((worker) -> pool.killWorker(worker.id()));
		}
		awaitTwoWorkers(pool);
		Gate gate = Gate.in(Files.createDirectory(this.directory.resolve("strength")));
		List<TaskFuture<Long>> pids = Stream.of("one", "two").map((name) -> pool.submit(() -> {
			gate.arrive(name);
			gate.awaitOpen();
			return ProcessHandle.current().pid();
		})).toList();
		await().until(() -> gate.arrivals() == 2);
		gate.open();
		assertThat(pids.get(0).join()).isNotEqualTo(pids.get(1).join());
		assertThat(pool.snapshot().startFailures()).isNull();
	}

	private static void assertAccounts(ParallelPool pool, PoolSnapshot.Totals before, Fault fault) {
		await().untilAsserted(() -> {
			PoolSnapshot now = pool.snapshot();
			PoolSnapshot.Totals totals = now.totals();
			assertThat(now.size().busy()).isZero();
			assertThat(totals.submitted()).isEqualTo(totals.completed() + totals.failed() + totals.cancelled());
			assertThat(totals.workers().crashed() - before.workers().crashed()).isEqualTo(fault.isDeadly() ? 1 : 0);
		});
	}

	/** Who has died is gone, and nobody else is. */
	private static void assertProcesses(ParallelPool pool, List<Long> before, Fault fault) {
		List<Long> now = pool.workers().stream().map((worker) -> worker.pid()).toList();
		long gone = before.stream().filter((pid) -> !now.contains(pid)).count();
		if (fault.isDeadly()) {
			assertThat(gone).isEqualTo(1);
		}
		else if (fault != Fault.STOPPED && fault != Fault.SOCKET_DELETED) {
			assertThat(gone).isZero();
		}
		assertThat(before).filteredOn((pid) -> !now.contains(pid))
			.allSatisfy((pid) -> await().until(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)));
	}

}
