package io.github.parallelpools.test.fault;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestContextManager;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.test.ParallelPoolTest;

import static io.github.parallelpools.test.PoolAssertions.assertThatPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Each fault happens to a real process, at its moment and no other one, and the pool has
 * its outcome, a worker in its place, and exact accounts. All share the pools of one
 * application.
 */
@SpringBootTest(classes = PoolFaultsTests.Application.class,
		properties = { "parallel.defaults.kind=process", "parallel.defaults.max-size=1",
				"parallel.defaults.worker-release-time=10m", "parallel.defaults.process.max-heap=32MB",
				"parallel.pools.work.handler=" + PoolFaultsTests.HANDLER, "parallel.pools.strict.worker-overtime=3s",
				"parallel.pools.strict.overtime-policy=kill", "parallel.pools.again.retry.max-attempts=2",
				"parallel.pools.again.retry.quarantine-after=2", "parallel.pools.context.handler=echo",
				"parallel.pools.context.process.configuration=" + PoolFaultsTests.CONFIGURATION,
				"parallel.pools.threads.kind=thread" })
@ParallelPoolTest(inline = false, faults = true)
@Timeout(300)
class PoolFaultsTests {

	static final String HANDLER = "io.github.parallelpools.test.fault.PoolFaultsTests$Echo";

	static final String CONFIGURATION = "io.github.parallelpools.test.fault.PoolFaultsTests$InWorkers";

	@Autowired
	private PoolFaults faults;

	@Autowired
	private ParallelPool work;

	@Autowired
	private ParallelPool strict;

	@Autowired
	private ParallelPool again;

	@Autowired
	private ParallelPool context;

	@Autowired
	private ParallelPool threads;

	private final List<PoolSnapshot> before = new ArrayList<>();

	@BeforeEach
	void remember() throws InterruptedException {
		for (ParallelPool pool : List.of(this.work, this.strict, this.again, this.context)) {
			pool.join();
			await().until(() -> pool.snapshot().size().busy() == 0);
			this.before.add(pool.snapshot());
		}
	}

	@AfterEach
	void reset() {
		this.strict.reset("a test");
	}

	/** What comes now may take as long as a busy machine needs. */
	private void beNoLongerStrict() {
		this.strict.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofMinutes(10)), "a test");
	}

	@ParameterizedTest
	@CsvSource({ "CRASH, RUNNING, 134", "KILL, RUNNING, 137", "EXIT, RUNNING, 42", "OUT_OF_MEMORY, RUNNING, 3",
			"KILL, RETURNING, 137" })
	void theThirdTaskDiesWithItsWorkerAndNoOtherOne(Fault fault, TaskMoment moment, int exitCode, @TempDir Path files)
			throws Exception {
		new FaultOrder("work", orders(this.work), fault, 0).whenTask(3).at(moment);
		List<TaskFuture<Long>> tasks = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			String ran = files.resolve("ran-" + i).toString();
			tasks.add(this.work.submit(() -> {
				Files.createFile(Path.of(ran));
				return ProcessHandle.current().pid();
			}));
		}
		assertThat(failure(tasks.get(2))).isInstanceOfSatisfying(WorkerDiedException.class, (died) -> {
			assertThat(died.result().code()).isEqualTo("31399");
			assertThat(died).hasMessageContaining("exit code " + exitCode);
		});
		tasks.remove(2);
		assertThat(tasks).allSatisfy((task) -> assertThat(task.get()).isPositive());
		assertThat(tasks.get(1).get()).isEqualTo(tasks.get(0).get()).isNotEqualTo(tasks.get(2).get());
		assertThat(files.resolve("ran-2").toFile().exists()).isEqualTo(moment == TaskMoment.RETURNING);
		assertAccounts(this.work, 0, 4, 1, 1);
	}

	@Test
	void aResultThatWasSentCountsThoughItsWorkerIsKilledThen() throws Exception {
		this.faults.kill(this.work).whenTask(1).at(TaskMoment.RESULT_SENT);
		TaskFuture<Long> first = this.work.submit(() -> ProcessHandle.current().pid());
		TaskFuture<Long> second = this.work.submit(() -> ProcessHandle.current().pid());
		assertThat(second.get()).isNotEqualTo(first.get());
		assertThat(ProcessHandle.of(first.get())).isEmpty();
		assertAccounts(this.work, 0, 2, 0, 1);
	}

	@Test
	void whatRunsNothingAnyMoreCanNotHangWhenItsResultWasSent() {
		FaultOrder.InTask hang = this.faults.hang(this.work).whenTask(1);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> hang.at(TaskMoment.RESULT_SENT))
			.withMessageContaining("pool 'work'");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.faults.kill(this.work).whenTask(0));
	}

	@ParameterizedTest
	@CsvSource({ "HANG", "FREEZE" })
	void whatNeitherRunsNorEndsIsOverTime(Fault fault) throws Exception {
		new FaultOrder("strict", orders(this.strict), fault, 0).whenTask(1).at(TaskMoment.RUNNING);
		TaskFuture<Integer> hanging = this.strict.submit(() -> 1);
		TaskFuture<Integer> next = this.strict.submit(() -> 2);
		assertThat(failure(hanging)).isInstanceOfSatisfying(TaskOvertimeException.class,
				(overtime) -> assertThat(overtime.result().code()).isEqualTo("21005"));
		beNoLongerStrict();
		assertThat(next.get()).isEqualTo(2);
		assertAccounts(this.strict, 1, 1, 1, 0);
	}

	@Test
	void aTaskIsRunAgainWhoseWorkerWasKilledAtItsFirstAttempt() throws Exception {
		this.faults.kill(this.again).whenTask(1).at(TaskMoment.RUNNING);
		assertThat(this.again.submit(() -> TaskContext.current().attempt()).get()).isEqualTo(2);
		assertAccounts(this.again, 2, 1, 0, 1);
		assertThatPool(this.again).hasNoDeadLetters();
	}

	@Test
	void aTaskThatKillsWhoeverRunsItBecomesADeadLetter() throws Exception {
		this.faults.kill(this.again).whenTask(1).atEachAttempt().at(TaskMoment.RUNNING);
		TaskFuture<Integer> poison = this.again.submit(() -> 1);
		assertThat(failure(poison)).isInstanceOf(WorkerDiedException.class);
		assertThat(this.again.deadLetters()).singleElement()
			.satisfies((letter) -> assertThat(letter.id()).isEqualTo(poison.id()));
		assertThat(this.again.removeDeadLetter(poison.id())).isTrue();
		assertAccounts(this.again, 2, 0, 1, 2);
	}

	@Test
	void anItemMeetsItsFaultWithTheHandlerOfTheProcess() throws Exception {
		this.faults.kill(this.work).whenTask(2).at(TaskMoment.RUNNING);
		assertThat(this.work.send("one", String.class).get()).isEqualTo("one, echoed");
		assertThat(failure(this.work.send("two", String.class))).isInstanceOf(WorkerDiedException.class);
		assertThat(this.work.send("three", String.class).get()).isEqualTo("three, echoed");
		assertAccounts(this.work, 0, 2, 1, 1);
	}

	@Test
	void aHandlerThatIsABeanOfTheProcessIsThatBean() throws Exception {
		this.faults.kill(this.context).whenTask(1).at(TaskMoment.RETURNING);
		assertThat(failure(this.context.send("one", String.class))).isInstanceOf(WorkerDiedException.class);
		assertThat(this.context.send("two", String.class).get()).isEqualTo("two, echoed");
		assertAccounts(this.context, 3, 1, 1, 1);
	}

	@ParameterizedTest
	@CsvSource({ "KILL, HANDLER_MADE", "EXIT, STARTING" })
	void aWorkerThatDiesWhileItStartsIsStartedAgain(Fault fault, WorkerMoment moment) throws Exception {
		noWorker(this.work);
		long failed = this.work.snapshot().totals().workers().startFailures();
		new FaultOrder("work", orders(this.work), fault, 0).whenWorker(1).at(moment);
		assertThat(this.work.submit(() -> 1).get()).isEqualTo(1);
		assertThat(this.work.snapshot().totals().workers().startFailures() - failed).isEqualTo(1);
		assertThat(this.work.snapshot().startFailures()).isNull();
	}

	@Test
	void aWorkerThatHangsWhileItStartsIsReplacedOnceItIsKilled() throws Exception {
		noWorker(this.work);
		this.faults.hang(this.work).whenWorker(1).at(WorkerMoment.STARTING);
		TaskFuture<Integer> waiting = this.work.submit(() -> 1);
		await().until(() -> this.work.snapshot().size().starting() == 1);
		assertThat(this.work.killWorker(this.work.workers().get(0).id())).isTrue();
		assertThat(waiting.get()).isEqualTo(1);
	}

	@Test
	void aWorkerMayTakeItsTime() throws Exception {
		this.faults.delay(this.strict, Duration.ofHours(1)).whenTask(1).at(TaskMoment.RETURNING);
		assertThat(failure(this.strict.submit(() -> 1))).isInstanceOf(TaskOvertimeException.class);
		beNoLongerStrict();
		this.faults.delay(this.strict, Duration.ofNanos(1)).whenTask(1).at(TaskMoment.RETURNING);
		assertThat(this.strict.submit(() -> 1).get()).isEqualTo(1);
		assertAccounts(this.strict, 1, 1, 1, 0);
	}

	@Test
	void aProcessWhoseDiskIsFullWritesNoFile(@TempDir Path files) throws Exception {
		this.faults.fullDisk(this.work).whenTask(1).at(TaskMoment.RUNNING);
		String file = files.resolve("file").toString();
		TaskFuture<Object> writing = this.work.submit(() -> {
			Files.writeString(Path.of(file), "content");
			return null;
		});
		assertThat(failure(writing)).isInstanceOfSatisfying(TaskFailedException.class,
				(failed) -> assertThat(failed).hasCauseInstanceOf(IOException.class));
		assertThat(this.work.submit(() -> 1).get()).isEqualTo(1);
		this.work.workers().forEach((worker) -> this.work.killWorker(worker.id()));
		assertThat(this.work.submit(() -> Files.writeString(Path.of(file), "content").toString()).get())
			.isEqualTo(file);
	}

	@Test
	void aTaskMeetsOneFault() throws Exception {
		this.faults.delay(this.work, Duration.ZERO).whenTask(2).at(TaskMoment.RUNNING);
		assertThat(this.work.submit(() -> 1).get()).isEqualTo(1);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.faults.kill(this.work).whenTask(1).at(TaskMoment.RETURNING))
			.withMessage(
					"The task with the number 1 of pool 'work' meets a fault already, and only one. Order this one for another.");
		assertThat(this.work.submit(() -> 2).get()).isEqualTo(2);
		assertThat(this.work.submit(() -> 3).get()).isEqualTo(3);
	}

	@Test
	void aFaultThatHasNotHappenedFailsItsTestAndHappensToNoOther() throws Exception {
		this.faults.kill(this.work).whenTask(3).at(TaskMoment.RUNNING);
		TestContextManager test = new TestContextManager(PoolFaultsTests.class);
		Method method = PoolFaultsTests.class.getDeclaredMethod("remember");
		test.prepareTestInstance(this);
		test.beforeTestMethod(this, method);
		this.faults.exit(this.work).whenTask(2).at(TaskMoment.RUNNING);
		// None of the workers that replace what other tests have killed
		this.faults.crash(this.again).whenWorker(9).at(WorkerMoment.STARTING);
		assertThat(this.work.submit(() -> 1).get()).isEqualTo(1);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> test.afterTestMethod(this, method, null))
			.withMessageContainingAll(
					"faults that have not happened, and were taken back: {again=[CRASH for worker 9 (there were ",
					"work=[EXIT for task 2 (there were 1)]}. Have it submit");
		assertThat(this.work.submit(() -> 2).get()).isEqualTo(2);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.work.submit(() -> 3).get());
		test.beforeTestMethod(this, method);
		test.afterTestMethod(this, method, null);
	}

	@Test
	void aPoolWithoutProcessesIsRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.faults.kill(this.threads))
			.withMessageContaining("Pool 'threads' has no worker processes");
	}

	private static void noWorker(ParallelPool pool) {
		pool.workers().forEach((worker) -> pool.killWorker(worker.id()));
		await().until(() -> pool.workers().isEmpty());
	}

	private FaultOrders orders(ParallelPool pool) {
		return this.faults.orders(pool);
	}

	/** What has changed in a pool's accounts since the test began. */
	private void assertAccounts(ParallelPool pool, int number, long completed, long failed, long crashed)
			throws InterruptedException {
		pool.join();
		PoolSnapshot.Totals was = this.before.get(number).totals();
		await().untilAsserted(() -> {
			PoolSnapshot.Totals now = pool.snapshot().totals();
			assertThat(now.submitted() - was.submitted()).isEqualTo(completed + failed);
			assertThat(now.completed() - was.completed()).isEqualTo(completed);
			assertThat(now.failed() - was.failed()).isEqualTo(failed);
			assertThat(now.workers().crashed() - was.workers().crashed()).isEqualTo(crashed);
		});
		assertThatPool(pool).isBalanced();
	}

	private static @Nullable Throwable failure(TaskFuture<?> future) {
		return future.handle((value, error) -> error).join();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class InWorkers {

		@Bean
		Echo echo() {
			return new Echo();
		}

	}

	/** Tells whom it was made by. */
	static final class Echo implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item + ", echoed";
		}

	}

}
