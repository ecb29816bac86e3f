package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.ForwardingWorker;
import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.GivenTask;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Worker processes that have several tasks: nobody can tell but by the clock.
 */
@Timeout(120)
class WindowTests {

	@TempDir
	Path directory;

	private final SharedStore store = SharedStore.inMemory();

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store,
			new ApplicationObjects(this.store, getClass().getClassLoader()));

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	/** How many tasks workers were given with or behind others. */
	private final AtomicInteger given = new AtomicInteger();

	private ParallelPool pool;

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	/**
	 * A pool whose workers are known to be fast, so that they are given several tasks.
	 */
	private ParallelPool warm(UnaryOperator<Recipe> recipe) {
		ProcessWorkerFactory processes = new ProcessWorkerFactory(this.host, TestProcesses.settings(), null);
		this.pool = this.pools.open(new Counting(processes), (standard) -> recipe.apply(standard.retry(1, 1, 10)));
		this.pool.start();
		await().until(() -> {
			quick(2000).forEach(TaskFuture::join);
			return this.given.get() > 0;
		});
		return this.pool;
	}

	private List<TaskFuture<Integer>> quick(int count) {
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int number = i;
			tasks.add(this.pool.submit(() -> number));
		}
		return tasks;
	}

	/** Runs until the file is there, and leaves a line in another one when it begins. */
	private static TaskCallable<Long> until(String file, String begun) {
		return () -> {
			note(begun);
			while (!Files.exists(Path.of(file))) {
				Thread.sleep(1);
			}
			return ProcessHandle.current().pid();
		};
	}

	static void note(String file) throws IOException {
		Files.writeString(Path.of(file), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	private String file(String name) {
		return this.directory.resolve(name).toString();
	}

	private void create(String file) throws IOException {
		Files.writeString(Path.of(file), "");
	}

	private long length(String file) throws IOException {
		return Files.exists(Path.of(file)) ? Files.size(Path.of(file)) : 0;
	}

	/**
	 * Has workers hang behind whatever they have, and returns when all of them do.
	 */
	private List<TaskFuture<Long>> hang(int workers, String gate) {
		List<TaskFuture<Long>> slow = new ArrayList<>();
		for (int i = 0; i < workers; i++) {
			slow.add(this.pool.submit(until(gate, file("begun"))));
		}
		return slow;
	}

	private void requireExact(int accepted) throws InterruptedException {
		this.pool.join();
		PoolSnapshot.Totals totals = this.pool.snapshot().totals();
		assertThat(totals.completed() + totals.failed() + totals.cancelled()).isEqualTo(totals.submitted());
		assertThat(totals.submitted()).isGreaterThanOrEqualTo(accepted);
	}

	@Test
	void eachOfManyTasksIsRunOnceAndTellsItsOwnResult() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		List<TaskFuture<Integer>> tasks = quick(20_000);
		for (int i = 0; i < tasks.size(); i++) {
			assertThat(tasks.get(i).join()).isEqualTo(i);
		}
		requireExact(20_000);
		assertThat(this.pool.snapshot().totals().failed()).isZero();
		assertThat(this.pool.snapshot().queue().size()).isZero();
	}

	@Test
	void aBoundedQueueHasRoomForWhatWorkersHave() throws Exception {
		warm((recipe) -> recipe.size(2, 2).queue(100, WhenFull.BLOCK));
		List<TaskFuture<Integer>> tasks = quick(5_000);
		for (int i = 0; i < tasks.size(); i++) {
			assertThat(tasks.get(i).join()).isEqualTo(i);
		}
		requireExact(5_000);
	}

	@Test
	void noTaskWaitsBehindASlowOneWhileAWorkerIsIdle() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		for (int round = 0; round < 20; round++) {
			String gate = file("gate" + round);
			List<TaskFuture<Integer>> before = quick(round);
			TaskFuture<Long> slow = hang(1, gate).get(0);
			before.forEach(TaskFuture::join);
			quick(100).forEach(TaskFuture::join);
			assertThat(slow).isNotDone();
			create(gate);
			slow.join();
		}
		requireExact(2_000);
		assertThat(length(file("begun"))).isEqualTo(20);
	}

	@Test
	void whatWasNotBegunWaitsWhileThePoolIsPaused() throws Exception {
		warm((recipe) -> recipe.size(1, 1));
		String gate = file("gate");
		List<TaskFuture<Integer>> before = quick(3);
		TaskFuture<Long> slow = hang(1, gate).get(0);
		List<TaskFuture<Integer>> after = quick(30);
		before.forEach(TaskFuture::join);
		await().until(() -> length(file("begun")) == 1);
		this.pool.pause();
		await().until(() -> this.pool.snapshot().queue().size() == 30);
		create(gate);
		slow.join();
		await().until(() -> this.pool.state() == PoolState.PAUSED);
		assertThat(after).noneMatch(TaskFuture::isDone);
		assertThat(this.pool.snapshot().queue().size()).isEqualTo(30);
		this.pool.resume();
		after.forEach(TaskFuture::join);
		requireExact(34);
	}

	@Test
	void whatWasNotBegunStaysQueuedWhenThePoolStops() throws Exception {
		warm((recipe) -> recipe.size(1, 1));
		String gate = file("gate");
		TaskFuture<Long> slow = hang(1, gate).get(0);
		List<TaskFuture<Integer>> after = quick(30);
		await().until(() -> length(file("begun")) == 1);
		this.pool.stop();
		await().until(() -> this.pool.snapshot().queue().size() == 30);
		create(gate);
		slow.join();
		await().until(() -> this.pool.state() == PoolState.STOPPED);
		assertThat(after).noneMatch(TaskFuture::isDone);
		this.pool.start();
		after.forEach(TaskFuture::join);
		requireExact(31);
	}

	@Test
	void aTaskThatIsCancelledBeforeItBeganIsNotRun() throws Exception {
		warm((recipe) -> recipe.size(1, 1));
		for (boolean byForce : List.of(false, true)) {
			String gate = file("gate" + byForce);
			String begun = file("noted" + byForce);
			TaskFuture<Long> slow = hang(1, gate).get(0);
			List<TaskFuture<Long>> after = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				after.add(this.pool.submit(until(gate, begun)));
			}
			assertThat(after.get(7).cancel(byForce)).isTrue();
			assertThat(failure(after.get(7))).isInstanceOf(TaskCancelledException.class);
			create(gate);
			slow.join();
			after.remove(7);
			after.forEach(TaskFuture::join);
			assertThat(length(begun)).isEqualTo(19);
		}
		requireExact(42);
		assertThat(this.pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aKillEndsTheTaskThatRanTooLongAndNoOther() throws Exception {
		warm((recipe) -> recipe.size(2, 2).overtime(Duration.ofSeconds(3), OvertimePolicy.KILL));
		for (int round = 0; round < 2; round++) {
			List<TaskFuture<Integer>> before = quick(10);
			List<TaskFuture<Long>> slow = hang(2, file("never"));
			List<TaskFuture<Integer>> after = quick(50);
			before.forEach(TaskFuture::join);
			for (TaskFuture<Long> one : slow) {
				assertThat(failure(one)).isInstanceOf(TaskOvertimeException.class);
			}
			after.forEach(TaskFuture::join);
		}
		requireExact(124);
		assertThat(this.pool.snapshot().totals().failed()).isEqualTo(4);
		assertThat(length(file("begun"))).isEqualTo(4);
	}

	@Test
	void theTimeOfEachTaskCountsFromItsOwnStart() throws Exception {
		warm((recipe) -> recipe.size(1, 1).overtime(Duration.ofSeconds(3), OvertimePolicy.KILL));
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < 24; i++) {
			int number = i;
			tasks.add(this.pool.submit(() -> {
				Thread.sleep(200);
				return number;
			}));
		}
		for (int i = 0; i < tasks.size(); i++) {
			assertThat(tasks.get(i).join()).isEqualTo(i);
		}
		requireExact(24);
	}

	@Test
	void whoWaitsInACallbackForAnotherTaskGetsItsResult() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		for (int round = 0; round < 20; round++) {
			List<TaskFuture<Integer>> tasks = quick(30);
			TaskFuture<Integer> later = tasks.get(round + 5);
			CompletableFuture<Integer> sum = tasks.get(round).thenApply((value) -> value + later.join());
			assertThat(sum.get(60, TimeUnit.SECONDS)).isEqualTo(2 * round + 5);
			tasks.forEach(TaskFuture::join);
		}
		requireExact(600);
	}

	@Test
	void aListenerThatHangsHoldsUpItsOwnTaskOnly() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch hangs = new CountDownLatch(1);
		AtomicInteger told = new AtomicInteger();
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String taskId, String pool, TaskResult result, Object value) {
				if ("hang".equals(value)) {
					hangs.countDown();
					try {
						hanging.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
				told.incrementAndGet();
			}

		});
		warm((recipe) -> recipe.size(2, 2));
		TaskFuture<String> first = this.pool.submit(() -> "hang");
		List<TaskFuture<Integer>> others = quick(1_000);
		first.join();
		assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
		others.forEach(TaskFuture::join);
		hanging.countDown();
		requireExact(1_001);
		long accepted = this.pool.snapshot().totals().submitted();
		await().until(() -> told.get() == accepted);
	}

	@Test
	void nothingIsLostAndNothingRunTwiceWhileWorkersAreKilled() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		String begun = file("all");
		Random random = new Random(7);
		List<TaskFuture<String>> tasks = new ArrayList<>();
		int kills = 0;
		for (int i = 0; i < 6_000; i++) {
			String name = file("t" + i);
			tasks.add(this.pool.submit(() -> {
				Files.createFile(Path.of(name));
				return name;
			}));
			if (i % 500 == 250) {
				kills += killOne(random) ? 1 : 0;
			}
		}
		int died = 0;
		for (TaskFuture<String> task : tasks) {
			Throwable failure = failure(task);
			if (!(failure instanceof AssertionError)) {
				assertThat(failure).isInstanceOf(WorkerDiedException.class);
				died++;
			}
		}
		requireExact(6_000);
		assertThat(died).isLessThanOrEqualTo(kills);
		assertThat(this.pool.snapshot().totals().failed()).isEqualTo(died);
		assertThat(length(begun)).isZero();
	}

	@Test
	void aTaskThatEndsItsWorkerCostsNoOtherTask() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		List<TaskFuture<String>> tasks = new ArrayList<>();
		for (int i = 0; i < 4_000; i++) {
			String name = file("t" + i);
			boolean deadly = i % 400 == 399;
			tasks.add(this.pool.submit(() -> {
				Files.createFile(Path.of(name));
				if (deadly) {
					Runtime.getRuntime().halt(3);
				}
				return name;
			}));
		}
		for (int i = 0; i < tasks.size(); i++) {
			if (i % 400 == 399) {
				assertThat(failure(tasks.get(i))).isInstanceOf(WorkerDiedException.class);
			}
			else {
				assertThat(tasks.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(file("t" + i));
			}
		}
		requireExact(4_000);
		assertThat(this.pool.snapshot().totals().workers().crashed()).isEqualTo(10);
	}

	@Test
	void aForcedCancelEndsNoOtherTask() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		for (int round = 0; round < 8; round++) {
			String begun = file("begun" + round);
			List<TaskFuture<Integer>> before = quick(100);
			TaskFuture<Long> slow = this.pool.submit(until(file("never"), begun));
			List<TaskFuture<Integer>> after = quick(300);
			await().until(() -> length(begun) == 1);
			assertThat(slow.cancel(true)).isTrue();
			for (TaskFuture<Integer> task : before) {
				task.get(60, TimeUnit.SECONDS);
			}
			for (TaskFuture<Integer> task : after) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		requireExact(3_208);
		assertThat(this.pool.snapshot().totals().failed()).isZero();
	}

	@Test
	void quickTasksThatAreCancelledByForceAsTheyRunCostNoOther() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		List<TaskFuture<Integer>> tasks = quick(6_000);
		for (int i = 0; i < tasks.size(); i += 97) {
			tasks.get(i).cancel(true);
		}
		for (TaskFuture<Integer> task : tasks) {
			if (!task.isCancelled()) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		requireExact(6_000);
		assertThat(this.pool.snapshot().totals().failed()).isZero();
	}

	@Test
	void whoWaitsInACallbackForATaskThatEndsItsWorkerLearnsOfThat() throws Exception {
		warm((recipe) -> recipe.size(2, 2));
		for (int round = 0; round < 3; round++) {
			List<TaskFuture<Integer>> before = quick(20);
			TaskFuture<Integer> deadly = this.pool.submit(() -> {
				Runtime.getRuntime().halt(3);
				return 0;
			});
			List<TaskFuture<Integer>> after = quick(20);
			CompletableFuture<Throwable> waiting = before.get(19).handle((value, error) -> failure(deadly));
			assertThat(waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(WorkerDiedException.class);
			for (TaskFuture<Integer> task : after) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		requireExact(123);
		assertThat(this.pool.snapshot().totals().failed()).isEqualTo(3);
	}

	private boolean killOne(Random random) throws Exception {
		List<WorkerSnapshot> workers = this.pool.workers().stream().filter((worker) -> worker.pid() != null).toList();
		if (workers.isEmpty()) {
			return false;
		}
		long pid = workers.get(random.nextInt(workers.size())).pid();
		return new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor() == 0;
	}

	@Test
	void locksThatATaskLeavesAreGivenBackBeforeTheNextTakesThem() throws Exception {
		warm((recipe) -> recipe.size(1, 1));
		HashSet<String> seen = new HashSet<>();
		List<TaskFuture<String>> tasks = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			String name = "lock" + (i % 3);
			tasks.add(this.pool.submit(() -> {
				TaskContext.current().lock(name).lock();
				return name;
			}));
		}
		for (TaskFuture<String> task : tasks) {
			seen.add(task.join());
		}
		assertThat(seen).hasSize(3);
		this.pool.join();
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	/** Counts what workers are given with or behind others. */
	private final class Counting extends ForwardingWorkerFactory {

		Counting(ProcessWorkerFactory processes) {
			super(processes);
		}

		@Override
		public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
			Worker worker = super.open(spec, events);
			return new ForwardingWorker(worker) {

				@Override
				public int window() {
					return worker.window();
				}

				@Override
				public GivenTask give(Object payload, TaskRun run) {
					WindowTests.this.given.incrementAndGet();
					return worker.give(payload, run);
				}

			};
		}

	}

}
