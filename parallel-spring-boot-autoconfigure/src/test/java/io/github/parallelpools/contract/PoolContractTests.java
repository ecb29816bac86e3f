package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What every pool does, whatever its workers are. */
@Timeout(120)
@EachKind
class PoolContractTests {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private Gate gate;

	private Pools pools;

	private final Ends ends = new Ends();

	PoolContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.gate = Gate.in(this.directory);
		this.pools = new Pools(this.workers.kind());
		this.pools.tell(this.ends);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = fresh(recipe);
		pool.start();
		return pool;
	}

	private ParallelPool fresh(UnaryOperator<Recipe> recipe) {
		return this.pools.open(this.workers.handling(Tasks.Greeter.class), recipe);
	}

	@Test
	void runsWhatIsSubmittedAndReturnsItsValue() {
		ParallelPool pool = started((recipe) -> recipe);
		int number = 41;
		assertThat(pool.submit(() -> number + 1).join()).isEqualTo(42);
		assertThat(pool.submit(() -> null).join()).isNull();
	}

	@Test
	void whatATaskLeavesBehindDoesNotReachTheNextOne() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		String before = pool.submit(() -> Leftovers.found()).join();
		for (int turn = 0; turn < 3; turn++) {
			assertThat(pool.submit(() -> Leftovers.leave()).join()).isEqualTo(1);
			assertThat(pool.submit(() -> Leftovers.found()).join()).isEqualTo(before);
			assertThat(pool.submit(() -> TaskContext.current().pool()).join()).isEqualTo("work");
		}
	}

	@Test
	void whatATaskChangesOfWhatItsWorkerHadDoesNotReachTheNextOne() {
		ParallelPool pool = this.pools.open(this.workers.handling(Leftovers.Noting.class),
				(recipe) -> recipe.size(1, 1));
		pool.start();
		for (String item : List.of("alice", "forget", "bob", "forget", "forget")) {
			assertThat(pool.send(item, String.class).join()).isEqualTo("worker worker");
		}
	}

	@Test
	void handsItemsToTheHandlerWithItsContext() {
		ParallelPool pool = started((recipe) -> recipe.overtime(Duration.ofMinutes(1), OvertimePolicy.IGNORE));
		assertThat(pool.send("world", String.class).join()).isEqualTo("hello world from work 1 true false");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> pool.send("nobody", String.class).get())
			.havingCause()
			.isInstanceOf(TaskFailedException.class)
			.havingCause()
			.isInstanceOf(IllegalArgumentException.class)
			.withMessage("Nobody is to be greeted");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> pool.send("x", Integer.class).get())
			.havingCause()
			.havingCause()
			.isInstanceOf(ClassCastException.class)
			.withMessageContaining("java.lang.Integer");
		await().untilAsserted(() -> assertQuietAccounts(pool));
	}

	@Test
	void tellsTheErrorThatTheTaskThrewAndWhereItHappened() {
		ParallelPool pool = started((recipe) -> recipe);
		TaskFuture<Object> future = pool.submit(() -> {
			throw new java.io.FileNotFoundException("gone");
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.havingCause()
			.isInstanceOfSatisfying(TaskFailedException.class, (failure) -> {
				assertThat(failure.getCause()).isInstanceOf(java.io.FileNotFoundException.class).hasMessage("gone");
				assertThat(failure.taskId()).isEqualTo(future.id());
				assertThat(failure.result().code()).isEqualTo("21399");
				assertThat(failure.result().errorClass()).isEqualTo("java.io.FileNotFoundException");
				assertThat(failure.result().message()).isEqualTo("gone");
				assertThat(failure.result().stack()).contains("PoolContractTests");
			});
	}

	@Test
	void survivesErrorsAsWellAsExceptions() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		assertThat(failure(pool.submit(() -> recurse(1)))).isInstanceOf(TaskFailedException.class)
			.hasRootCauseInstanceOf(StackOverflowError.class);
		assertThat(pool.submit(() -> "alive").join()).isEqualTo("alive");
	}

	@Test
	void hidesFromATaskWhatTheOneBeforeDidToItsThread() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		pool.submit(() -> {
			Thread.currentThread().setContextClassLoader(null);
			Thread.currentThread().interrupt();
			return null;
		}).join();
		assertThat(pool.submit(() -> Thread.currentThread().getContextClassLoader() != null).join()).isTrue();
		assertThat(pool.submit(Thread::interrupted).join()).isFalse();
	}

	private static int recurse(int depth) {
		return (depth == Integer.MAX_VALUE) ? 0 : recurse(depth + 1) + 1;
	}

	@Test
	void growsWithTheBacklogButNeverBeyondItsMaximum() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 3));
		assertThat(pool.snapshot().size().current()).isZero();
		List<TaskFuture<String>> futures = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			futures.add(pool.submit(Tasks.gated(this.gate, "task " + i)));
		}
		await().until(() -> this.gate.arrivals() == 3);
		assertThat(pool.snapshot().size()).extracting(PoolSnapshot.Size::busy, PoolSnapshot.Size::current)
			.containsExactly(3, 3);
		assertThat(pool.snapshot().queue().size()).isEqualTo(3);
		this.gate.open();
		assertThat(futures).extracting(TaskFuture::join).hasSize(6);
		assertThat(pool.snapshot().size().peak()).isEqualTo(3);
	}

	@Test
	void needsOneWorkerForOneTaskAtATime() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 4));
		for (int i = 0; i < 300; i++) {
			int number = i;
			assertThat(pool.submit(() -> number).get()).isEqualTo(number);
		}
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		CompletableFuture<Integer> chain = pool.submit(() -> 0);
		for (int i = 0; i < 100; i++) {
			chain = chain.thenCompose((number) -> pool.submit(() -> number + 1));
		}
		assertThat(chain.get()).isEqualTo(100);
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void growsForTheNextTaskOfACallbackThatWaitsForIt() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		CompletableFuture<String> within = pool.submit(Tasks.gated(this.gate, "first"))
			.thenApply((value) -> value + " " + pool.submit(() -> "second").join());
		this.gate.open();
		assertThat(within.get(30, TimeUnit.SECONDS)).isEqualTo("first second");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(2);
	}

	@Test
	void growsForATaskThatIsSubmittedWhileACallbackHangs() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Void> callback = pool.submit(Tasks.gated(this.gate, "first")).thenAccept((value) -> {
			hanging.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.gate.open();
		hanging.await();
		assertThat(pool.submit(() -> "second").get(30, TimeUnit.SECONDS)).isEqualTo("second");
		release.countDown();
		callback.get(30, TimeUnit.SECONDS);
	}

	@Test
	void aCallbackThatStopsOrPausesItsPoolWaitsForTheOthersOnly() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		Gate others = Gate.in(Files.createDirectory(this.directory.resolve("others")));
		Gate again = Gate.in(Files.createDirectory(this.directory.resolve("again")));
		TaskFuture<String> other = pool.submit(Tasks.gated(others, "other"));
		CountDownLatch pausing = new CountDownLatch(1);
		CompletableFuture<Boolean> paused = pool.submit(Tasks.gated(this.gate, "first")).thenApply((value) -> {
			pausing.countDown();
			waitFor(() -> pool.pause(Duration.ofHours(1)));
			return other.isDone();
		});
		await().until(() -> others.arrivals() == 1);
		this.gate.open();
		pausing.await();
		others.open();
		assertThat(paused.get(60, TimeUnit.SECONDS)).isTrue();
		await().until(() -> pool.state() == PoolState.PAUSED);
		pool.resume();
		CompletableFuture<PoolState> stopped = pool.submit(Tasks.gated(again, "second")).thenApply((value) -> {
			waitFor(() -> pool.stop(Duration.ofHours(1)));
			return pool.state();
		});
		again.open();
		assertThat(stopped.get(60, TimeUnit.SECONDS)).isEqualTo(PoolState.STOPPING);
		pool.stop(Duration.ofMinutes(1));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void callbacksThatBothStopTheirPoolDoNotWaitForEachOther() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(2, 2));
		CountDownLatch both = new CountDownLatch(2);
		List<CompletableFuture<Void>> callbacks = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			callbacks.add(pool.submit(Tasks.gated(this.gate, "task")).thenRun(() -> {
				both.countDown();
				waitFor(both::await);
				waitFor(() -> pool.stop(Duration.ofHours(1)));
			}));
		}
		await().until(() -> this.gate.arrivals() == 2);
		this.gate.open();
		for (CompletableFuture<Void> callback : callbacks) {
			callback.get(60, TimeUnit.SECONDS);
		}
		await().until(() -> pool.state() == PoolState.STOPPED);
	}

	/** Waits for something. */
	@FunctionalInterface
	private interface Waiting {

		void await() throws InterruptedException;

	}

	private static void waitFor(Waiting waiting) {
		try {
			waiting.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void releasesIdleWorkersDownToItsMinimum() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 3).release(Duration.ofMillis(200)));
		for (int i = 0; i < 3; i++) {
			pool.submit(Tasks.gated(this.gate, "task " + i));
		}
		await().until(() -> this.gate.arrivals() == 3);
		this.gate.open();
		await().until(() -> pool.snapshot().size().current() == 1);
		assertThat(pool.snapshot().totals().workers().idleReleased()).isEqualTo(2);
		assertThat(pool.submit(() -> "alive").join()).isEqualTo("alive");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(3);
	}

	@Test
	void keepsItsMinimumFromTheStart() {
		ParallelPool pool = started((recipe) -> recipe.size(2, 3));
		await().until(() -> pool.snapshot().size().idle() == 2);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		assertThat(pool.workers()).extracting(WorkerSnapshot::id).containsExactly("work-1", "work-2");
	}

	@Test
	void collectsTasksBeforeItIsStarted() {
		ParallelPool pool = fresh((recipe) -> recipe);
		TaskFuture<String> future = pool.submit(() -> "early");
		assertThat(pool.state()).isEqualTo(PoolState.NEW);
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		pool.start();
		assertThat(future.join()).isEqualTo("early");
	}

	@Test
	void endsTasksThatAreOverTimeIfThePolicyIsToKill() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Limits.NEVER, OvertimePolicy.KILL));
		TaskFuture<String> hanging = pool.submit(Tasks.endless(this.gate, "hanging"));
		await().until(() -> this.gate.arrivals() == 1);
		pool.pause();
		TaskFuture<String> next = pool.submit(() -> "next");
		Limits.set(pool, Duration.ofMillis(1200));
		assertThat(failure(hanging)).isInstanceOfSatisfying(TaskOvertimeException.class, (overtime) -> {
			assertThat(overtime.result().code()).isEqualTo("21005");
			assertThat(overtime.result().overtime()).isTrue();
			assertThat(overtime).hasMessageContaining("1200 ms").hasMessageContaining("worker-overtime");
		});
		// The next worker may be slow with its first task.
		Limits.lift(pool);
		pool.resume();
		assertThat(next.join()).isEqualTo("next");
		await().untilAsserted(() -> assertQuietAccounts(pool));
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.overtime().tasks(), (totals) -> totals.overtime().killed(),
					(totals) -> totals.workers().crashed())
			.containsExactly(1L, 1L, 0L);
	}

	@Test
	void doesNotCountTheTimeInTheQueueAsOvertime() throws Exception {
		Duration limit = Duration.ofMillis(500);
		ParallelPool pool = fresh((recipe) -> recipe.size(0, 1).overtime(limit, OvertimePolicy.IGNORE));
		TaskFuture<String> queued = pool.submit(() -> {
			Thread.sleep(150);
			return "in time";
		});
		await().until(() -> pool.snapshot().queue().oldestWait().toMillis() > 600);
		long begun = System.nanoTime();
		pool.start();
		assertThat(queued.get()).isEqualTo("in time");
		await().until(() -> this.ends.of(queued.id()).size() == 1);
		Duration most = Duration.ofNanos(System.nanoTime() - begun);
		// On a loaded machine the task itself may take longer than its limit.
		assertThat(this.ends.of(queued.id())).allMatch((result) -> result.elapsed().compareTo(most) <= 0
				&& (!result.overtime() || result.elapsed().compareTo(limit) >= 0));
	}

	@Test
	void flagsTasksThatAreOverTimeIfThePolicyIsToIgnore() throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.size(0, 1).overtime(Duration.ofMillis(100), OvertimePolicy.IGNORE));
		TaskFuture<String> slow = pool.submit(Tasks.gated(this.gate, "slow"));
		await().until(() -> pool.snapshot().totals().overtime().tasks() == 1);
		this.gate.open();
		assertThat(slow.join()).isEqualTo("slow");
		await().until(() -> this.ends.of(slow.id()).size() == 1);
		assertThat(this.ends.of(slow.id()).get(0)).satisfies((result) -> {
			assertThat(result.code()).isEqualTo("00000");
			assertThat(result.overtime()).isTrue();
		});
	}

	@Test
	void letsASubstituteServeBesideATaskThatIsOverTimeIfThePolicyIsToReplace() throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.size(0, 1).overtime(Duration.ofMillis(100), OvertimePolicy.REPLACE));
		TaskFuture<String> slow = pool.submit(Tasks.gated(this.gate, "slow"));
		assertThat(pool.submit(() -> "served").join()).isEqualTo("served");
		assertThat(slow).isNotDone();
		assertThat(pool.snapshot().totals().overtime().replaced()).isEqualTo(1);
		assertThat(pool.snapshot().size().current()).isEqualTo(2);
		this.gate.open();
		assertThat(slow.join()).isEqualTo("slow");
		await().until(() -> pool.snapshot().size().current() == 1);
	}

	@Test
	void neverRunsATaskThatWasCancelledInTheQueue() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.REJECT));
		TaskFuture<String> running = pool.submit(Tasks.gated(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		TaskFuture<String> queued = pool.submit(Tasks.gated(this.gate, "queued"));
		assertThat(queued.cancel(false)).isTrue();
		assertThat(queued.cancel(true)).isTrue();
		assertThat(queued).isCancelled();
		TaskFuture<String> instead = pool.submit(() -> "instead");
		this.gate.open();
		assertThat(instead.join()).isEqualTo("instead");
		assertThat(running.join()).isEqualTo("running");
		assertThat(running.cancel(true)).isFalse();
		assertThat(this.gate.arrivals()).isEqualTo(1);
		await().untilAsserted(() -> assertQuietAccounts(pool));
		assertThat(this.ends.of(queued.id())).extracting(TaskResult::code).containsExactly("21004");
	}

	@Test
	void endsARunningTaskThatIsCancelled() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		TaskFuture<String> running = pool.submit(Tasks.endless(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		assertThat(running.cancel(true)).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(running::get)
			.isInstanceOfSatisfying(TaskCancelledException.class,
					(cancelled) -> assertThat(cancelled.result().code()).isEqualTo("21004"));
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(running::join);
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> running.getNow(""));
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> running.get(1, TimeUnit.SECONDS));
		assertThat(pool.submit(() -> "next").join()).isEqualTo("next");
		await().untilAsserted(() -> assertQuietAccounts(pool));
		assertThat(pool.snapshot().totals().workers().crashed()).isZero();
	}

	@Test
	void letsARunningTaskRunOutThatIsCancelledWithoutInterrupt() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		TaskFuture<String> running = pool.submit(Tasks.gated(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		assertThat(running.cancel(false)).isTrue();
		assertThat(running).isCancelled();
		TaskFuture<String> next = pool.submit(() -> "next");
		assertThat(next).isNotDone();
		this.gate.open();
		assertThat(next.join()).isEqualTo("next");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		await().untilAsserted(() -> assertQuietAccounts(pool));
	}

	@Test
	void startsNoTaskWhilePaused() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		TaskFuture<String> running = pool.submit(Tasks.gated(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.pause(Duration.ofMillis(50)))
			.withMessageContaining("work-1 runs task " + running.id());
		assertThat(pool.state()).isEqualTo(PoolState.PAUSING);
		TaskFuture<String> queued = pool.submit(() -> "queued");
		this.gate.open();
		pool.pause(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.PAUSED);
		assertThat(running.join()).isEqualTo("running");
		assertThat(queued).isNotDone();
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		pool.resume();
		assertThat(queued.join()).isEqualTo("queued");
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void stopsGracefullyAndStartsAgainWithWhatWasQueued() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		TaskFuture<String> running = pool.submit(Tasks.gated(this.gate, "running"));
		TaskFuture<String> queued = pool.submit(() -> "queued");
		await().until(() -> this.gate.arrivals() == 1);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.stop(Duration.ofMillis(50)))
			.withMessageContaining("forceStop()");
		assertThat(pool.state()).isEqualTo(PoolState.STOPPING);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1))
			.withMessageContaining("STOPPING");
		this.gate.open();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThat(running.join()).isEqualTo("running");
		assertThat(queued).isNotDone();
		assertThat(pool.workers()).isEmpty();
		pool.start();
		assertThat(queued.join()).isEqualTo("queued");
	}

	@Test
	void endsRunningTasksWhenItIsStoppedByForceAndKeepsTheQueue() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		TaskFuture<String> running = pool.submit(Tasks.endless(this.gate, "running"));
		TaskFuture<String> queued = pool.submit(() -> "queued");
		await().until(() -> this.gate.arrivals() == 1);
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThat(failure(running)).isInstanceOfSatisfying(TaskCancelledException.class,
				(cancelled) -> assertThat(cancelled).hasMessageContaining("by force"));
		assertThat(queued).isNotDone();
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		pool.start();
		assertThat(queued.join()).isEqualTo("queued");
		await().untilAsserted(() -> assertQuietAccounts(pool));
	}

	@Test
	void stopsByItselfWhenAllIsDone() {
		ParallelPool pool = fresh((recipe) -> recipe.size(0, 3).stoppingByItself());
		List<TaskFuture<Integer>> futures = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			int number = i;
			futures.add(pool.submit(() -> number));
		}
		pool.start();
		await().until(() -> pool.state() == PoolState.STOPPED);
		assertThat(futures).extracting(TaskFuture::join).hasSize(20);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1));
	}

	@Test
	void refusesMovesThatItsStateForbids() {
		ParallelPool pool = fresh((recipe) -> recipe);
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(pool::pause)
			.withMessageContaining("'work' is NEW");
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(pool::resume);
		pool.stop();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(pool::pause);
		pool.start();
		pool.start();
		pool.pause();
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(pool::start);
	}

	@Test
	void rejectsWhatFindsTheQueueFullIfToldTo() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.REJECT));
		pool.submit(Tasks.gated(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		pool.submit(() -> "queued");
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> "rejected"))
			.withMessageContaining("'work'")
			.withMessageContaining("queue 1/1, 1 of 1 workers busy")
			.withMessageContaining("queue.capacity");
		assertThat(pool.snapshot().totals().rejected()).isEqualTo(1);
		this.gate.open();
		await().untilAsserted(() -> assertQuietAccounts(pool));
	}

	@Test
	void blocksTheCallerUntilThereIsRoomIfToldTo() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.BLOCK));
		pool.submit(Tasks.gated(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		pool.submit(() -> "queued");
		AtomicReference<TaskFuture<String>> blocked = new AtomicReference<>();
		Thread caller = new Thread(() -> blocked.set(pool.submit(() -> "blocked")));
		caller.start();
		await().until(() -> caller.getState() == Thread.State.WAITING);
		assertThat(blocked).hasNullValue();
		this.gate.open();
		caller.join();
		assertThat(blocked.get().join()).isEqualTo("blocked");
	}

	@Test
	void endsTheWaitForRoomOnInterruptAndOnStop() throws Exception {
		ParallelPool pool = fresh((recipe) -> recipe.queue(1, WhenFull.BLOCK));
		pool.submit(() -> "queued");
		for (Interruption interruption : List.of(new Interruption("interrupted", (caller) -> caller.interrupt()),
				new Interruption("STOPPED", (caller) -> pool.stop()))) {
			AtomicReference<Throwable> thrown = new AtomicReference<>();
			Thread caller = new Thread(() -> {
				try {
					pool.submit(() -> "blocked");
				}
				catch (TaskRejectedException ex) {
					thrown.set(ex);
				}
			});
			caller.start();
			await().until(() -> caller.getState() == Thread.State.WAITING);
			interruption.how().accept(caller);
			caller.join();
			assertThat(thrown.get()).hasMessageContaining(interruption.message());
		}
		assertThat(pool.snapshot().totals().rejected()).isEqualTo(2);
	}

	private record Interruption(String message, java.util.function.Consumer<Thread> how) {
	}

	@Test
	void rejectsInsteadOfADeadlockWhenItsOwnCallbackFindsTheQueueFull() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.BLOCK));
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		pool.submit(Tasks.gated(this.gate, "running")).thenRun(() -> {
			try {
				pool.submit(() -> "one more");
			}
			catch (TaskRejectedException ex) {
				thrown.set(ex);
			}
		});
		await().until(() -> this.gate.arrivals() == 1);
		TaskFuture<String> queued = pool.submit(() -> "queued");
		this.gate.open();
		assertThat(queued.join()).isEqualTo("queued");
		assertThat(thrown.get()).hasMessageContaining("its own workers");
	}

	@Test
	void tellsEveryEndExactlyOnceWhateverEndedTheTask() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2).overtime(Limits.NEVER, OvertimePolicy.KILL));
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				throw new IllegalStateException("A broken callback");
			}

		});
		List<TaskFuture<?>> futures = new ArrayList<>();
		futures.add(pool.submit(() -> "returned"));
		futures.add(pool.submit(() -> {
			throw new IllegalStateException("thrown");
		}));
		futures.add(pool.submit(Tasks.endless(this.gate, "overtime")));
		TaskFuture<String> cancelled = pool.submit(Tasks.endless(this.gate, "cancelled"));
		futures.add(cancelled);
		await().until(() -> this.gate.arrivals() == 2);
		cancelled.cancel(true);
		Limits.set(pool, Duration.ofMillis(50));
		await().until(() -> futures.stream().allMatch(TaskFuture::isDone));
		pool.stop(Duration.ofSeconds(30));
		pool.start();
		pool.pause(Duration.ofSeconds(30));
		futures.add(pool.submit(() -> "still queued at the end"));
		this.pools.close();
		this.workers.close();
		assertThat(futures).allMatch(TaskFuture::isDone);
		assertThat(futures).extracting((future) -> this.ends.of(future.id()).stream().map(TaskResult::code).toList())
			.containsExactly(List.of("00000"), List.of("21399"), List.of("21005"), List.of("21004"), List.of("21004"));
		assertThat(this.ends.pools).containsExactly("work");
		assertQuietAccounts(pool);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1))
			.withMessageContaining("closed");
	}

	@Test
	void killsAWorkerByHand() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		TaskFuture<String> running = pool.submit(Tasks.endless(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		assertThat(pool.killWorker("work-99")).isFalse();
		assertThat(pool.killWorker("work-1")).isTrue();
		assertThat(failure(running)).isInstanceOfSatisfying(WorkerDiedException.class, (died) -> {
			assertThat(died.result().code()).isEqualTo("31399");
			assertThat(died).hasMessageContaining("killed by hand");
		});
		await().until(() -> pool.workers().stream().map(WorkerSnapshot::id).toList().equals(List.of("work-2")));
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.workers().killed(), (totals) -> totals.workers().crashed())
			.containsExactly(1L, 0L);
		await().until(() -> pool.snapshot().size().idle() == 1);
		assertThat(pool.killWorker("work-2")).isTrue();
		await().until(() -> pool.workers().stream().map(WorkerSnapshot::id).toList().equals(List.of("work-3")));
		assertThat(pool.submit(() -> "alive").join()).isEqualTo("alive");
	}

	@Test
	void resizesWhileItWorks() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		for (int i = 0; i < 3; i++) {
			pool.submit(Tasks.gated(this.gate, "task " + i));
		}
		await().until(() -> this.gate.arrivals() == 1);
		pool.resize(1, 3);
		assertThat(pool.settings().size()).extracting(SizeSettings::min, SizeSettings::max).containsExactly(1, 3);
		await().until(() -> this.gate.arrivals() == 3);
		this.gate.open();
		pool.resize(1, 1);
		await().until(() -> pool.snapshot().size().current() == 1);
		assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(2, 1)).withMessageContaining("min-size");
		assertThat(pool.settings().size()).extracting(SizeSettings::min, SizeSettings::max).containsExactly(1, 1);
	}

	@Test
	void runsManyTasksFromManyThreadsEachExactlyOnce() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 3).queue(50, WhenFull.BLOCK));
		AtomicInteger sum = new AtomicInteger();
		List<Thread> callers = new ArrayList<>();
		for (int caller = 0; caller < 4; caller++) {
			Thread thread = new Thread(() -> {
				for (int i = 0; i < 250; i++) {
					pool.submit(() -> 1).thenAccept(sum::addAndGet);
				}
			});
			thread.start();
			callers.add(thread);
		}
		for (Thread caller : callers) {
			caller.join();
		}
		await().untilAsserted(() -> assertQuietAccounts(pool));
		assertThat(sum).hasValue(1000);
		assertThat(pool.snapshot().totals().completed()).isEqualTo(1000);
		assertThat(this.ends.results).hasSize(1000).allSatisfy((id, results) -> assertThat(results).hasSize(1));
	}

	static Throwable failure(TaskFuture<?> future) {
		try {
			return new AssertionError("It succeeded with " + future.get());
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (CancellationException ex) {
			return ex;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void assertQuietAccounts(ParallelPool pool) {
		PoolSnapshot snapshot = pool.snapshot();
		PoolSnapshot.Totals totals = snapshot.totals();
		assertThat(snapshot.size().busy()).isZero();
		assertThat(snapshot.queue().size()).isZero();
		assertThat(totals.submitted()).isEqualTo(totals.completed() + totals.failed() + totals.cancelled());
	}

	/** Collects what listeners are told. */
	private static final class Ends implements TaskListener {

		private final Map<String, List<TaskResult>> results = new ConcurrentHashMap<>();

		private final java.util.Set<String> pools = ConcurrentHashMap.newKeySet();

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.results.computeIfAbsent(id, (key) -> new CopyOnWriteArrayList<>()).add(result);
			this.pools.add(pool);
		}

		List<TaskResult> of(String id) {
			return this.results.getOrDefault(id, List.of());
		}

	}

}
