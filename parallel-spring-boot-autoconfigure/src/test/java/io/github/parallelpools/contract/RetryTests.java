package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A task whose worker process died is run again as often as the pool says, and then kept
 * as a dead letter. It ends once, and harms nobody but itself.
 */
@Timeout(120)
class RetryTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	private final SharedStore store = SharedStore.inMemory();

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store,
			new ApplicationObjects(this.store, getClass().getClassLoader()));

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final List<TaskResult> results = new CopyOnWriteArrayList<>();

	private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

	private Gate gate;

	@BeforeEach
	void listen() {
		this.gate = Gate.in(this.directory);
		this.pools.tell(new TaskListener() {

			@Override
			public void started(String id, String pool) {
				RetryTests.this.told.add("started " + id);
			}

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				RetryTests.this.results.add(result);
				RetryTests.this.told.add("ended " + id);
			}

			@Override
			public void deadLettered(String id, String pool, DeadLetter letter) {
				RetryTests.this.letters.add(letter);
				RetryTests.this.told.add("dead " + id);
			}

		});
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool fresh(UnaryOperator<Recipe> recipe) {
		return this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), Fragile.class.getName()),
				recipe);
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = fresh(recipe);
		pool.start();
		return pool;
	}

	/**
	 * Kills the workers of its first attempts, then returns the number of the attempt.
	 */
	private static TaskCallable<Integer> mortal(int deaths) {
		return () -> {
			int attempt = TaskContext.current().attempt();
			if (attempt <= deaths) {
				Runtime.getRuntime().halt(7);
			}
			return attempt;
		};
	}

	/** As {@link #mortal}, but waits for its death until the gate is open. */
	private static TaskCallable<Integer> gated(Gate gate, int deaths) {
		return () -> {
			gate.arrive("attempt");
			gate.awaitOpen();
			return mortal(deaths).call();
		};
	}

	private static TaskCallable<Integer> poison() {
		return mortal(Integer.MAX_VALUE);
	}

	@Test
	void aTaskWhoseWorkerDiedIsRunAgainUnderItsIdAndEndsOnce() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).retry(3, 3, 10));
		TaskFuture<Integer> task = pool.submit(mortal(2));
		assertThat(task.get()).isEqualTo(3);
		pool.join(LONG);
		assertThat(this.told).containsExactly("started " + task.id(), "started " + task.id(), "started " + task.id(),
				"ended " + task.id());
		assertThat(this.results).singleElement().satisfies((result) -> {
			assertThat(result.code()).isEqualTo("00000");
			assertThat(result.attempts()).isEqualTo(3);
		});
		assertThat(pool.snapshot().totals())
			.extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::completed, PoolSnapshot.Totals::failed,
					(totals) -> totals.retries().retried(), (totals) -> totals.workers().crashed(),
					(totals) -> totals.retries().deadLettered())
			.containsExactly(1L, 1L, 0L, 2L, 2L, 0L);
		assertThat(pool.deadLetters()).isEmpty();
	}

	@Test
	void aTaskThatKillsEveryWorkerBecomesADeadLetterWhileOthersAreServed() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).retry(3, 3, 10));
		TaskFuture<Integer> poisoned = pool.submit(poison());
		List<TaskFuture<Integer>> others = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			others.add(pool.submit(mortal(0)));
		}
		assertThat(failure(poisoned)).isInstanceOfSatisfying(WorkerDiedException.class, (died) -> {
			assertThat(died.result().code()).isEqualTo("31399");
			assertThat(died.result().attempts()).isEqualTo(3);
			assertThat(died).hasMessageContaining("run 3 times, has killed 3 workers and is not run again")
				.hasMessageContaining("exit code 7");
		});
		assertThat(others).extracting(TaskFuture::join).containsOnly(1);
		pool.join(LONG);
		assertThat(pool.deadLetters()).isEqualTo(this.letters).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo(poisoned.id());
			assertThat(letter.attempts()).isEqualTo(3);
			assertThat(letter.workersKilled()).isEqualTo(3);
			assertThat(letter.cause()).contains("exit code 7").doesNotContain("\n");
		});
		assertThat(this.told).containsSubsequence("ended " + poisoned.id(), "dead " + poisoned.id());
		assertThat(pool.snapshot().totals())
			.extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::completed, PoolSnapshot.Totals::failed,
					(totals) -> totals.retries().retried(), (totals) -> totals.retries().deadLettered())
			.containsExactly(6L, 5L, 1L, 2L, 1L);
	}

	@Test
	void unlessItIsAskedForATaskIsNotRunAgainButKept() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		TaskFuture<Integer> task = pool.submit(mortal(1));
		assertThat(failure(task)).isInstanceOf(WorkerDiedException.class).hasMessageContaining("was run once");
		pool.join(LONG);
		assertThat(pool.snapshot().totals().retries().retried()).isZero();
		assertThat(pool.deadLetters()).extracting(DeadLetter::id).containsExactly(task.id());
	}

	/** It may be buried in time, or later than the pool waits for that. */
	@ParameterizedTest
	@ValueSource(longs = { 1, 60_000 })
	void aWorkerThatIsKilledByHandUsesUpAnAttemptButIsNotHeldAgainstTheTask(long graceMillis) throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.size(0, 1).retry(5, 1, 10).grace(Duration.ofMillis(graceMillis)));
		TaskFuture<Integer> task = pool.submit(gated(this.gate, 5));
		await().until(() -> this.gate.arrivals() == 1);
		assertThat(pool.killWorker("work-1")).isTrue();
		await().until(() -> this.gate.arrivals() == 2);
		this.gate.open();
		assertThat(failure(task)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("run 2 times, has killed 1 worker and");
		pool.join(LONG);
		assertThat(pool.deadLetters()).singleElement()
			.satisfies((letter) -> assertThat(letter).extracting(DeadLetter::attempts, DeadLetter::workersKilled)
				.containsExactly(2, 1));
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.workers().killed(), (totals) -> totals.workers().crashed())
			.containsExactly(1L, 1L);
	}

	@Test
	void aWorkerThatIsKilledFromOutsideLosesNothing() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).retry(2, 2, 10));
		TaskFuture<Integer> task = pool.submit(gated(this.gate, 0));
		await().until(() -> this.gate.arrivals() == 1);
		ProcessHandle.of(pool.workers().get(0).pid()).orElseThrow().destroyForcibly();
		await().until(() -> this.gate.arrivals() == 2);
		this.gate.open();
		assertThat(task.get()).isEqualTo(2);
	}

	@Test
	void theNextAttemptComesBeforeWhateverWaits() throws Exception {
		for (QueueType type : QueueType.values()) {
			ParallelPool pool = fresh((recipe) -> recipe.named(type.name())
				.size(0, 1)
				.retry(3, 3, 10)
				.queue(new QueueSettings(type, 100, WhenFull.REJECT, Duration.ZERO)));
			Path order = this.directory.resolve("order-" + type);
			Gate own = new Gate(Files.createDirectory(order).toString());
			TaskCallable<Integer> mortal = () -> {
				own.arrive("mortal");
				if (TaskContext.current().attempt() == 1) {
					own.awaitOpen();
				}
				return mortal(2).call();
			};
			TaskFuture<Integer> first = pool.submit(mortal);
			pool.start();
			await().until(() -> own.arrivals() == 1);
			List<TaskFuture<?>> others = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				others.add(pool.submit(() -> {
					own.arrive("other");
					return null;
				}));
			}
			own.open();
			assertThat(first.get()).isEqualTo(3);
			pool.join(LONG);
			assertThat(Files.readAllLines(order.resolve("arrivals"))).containsExactly("mortal", "mortal", "mortal",
					"other", "other", "other");
		}
	}

	@Test
	void aTaskWhoseWorkerDiedIsNotRunWhileThePoolIsPaused() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).retry(2, 2, 10));
		TaskFuture<Integer> task = pool.submit(gated(this.gate, 1));
		await().until(() -> this.gate.arrivals() == 1);
		pool.pause();
		this.gate.open();
		pool.pause(LONG);
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		assertThat(task).isNotDone();
		assertThat(this.gate.arrivals()).isEqualTo(1);
		pool.resume();
		assertThat(task.get()).isEqualTo(2);
	}

	@Test
	void aTaskWhoseWorkerDiedStaysQueuedInAPoolThatStopsAndRunsWhenItStartsAgain() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).retry(2, 2, 10));
		TaskFuture<Integer> task = pool.submit(gated(this.gate, 1));
		await().until(() -> this.gate.arrivals() == 1);
		pool.stop();
		this.gate.open();
		pool.stop(LONG);
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.join(Duration.ZERO));
		pool.start();
		assertThat(task.get()).isEqualTo(2);
	}

	@Test
	void aTaskThatWaitsForItsNextAttemptCanBeCancelledOrEndsWithTheApplication() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2).retry(2, 2, 10));
		TaskFuture<Integer> cancelled = pool.submit(gated(this.gate, 1));
		TaskFuture<Integer> closed = pool.submit(gated(this.gate, 1));
		await().until(() -> this.gate.arrivals() == 2);
		pool.pause();
		this.gate.open();
		pool.pause(LONG);
		assertThat(cancelled.cancel(true)).isTrue();
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		this.pools.close();
		assertThat(failure(closed)).isInstanceOf(TaskCancelledException.class)
			.hasMessageContaining("before it was run again");
		assertThat(this.results).extracting(TaskResult::code).containsExactly("21004", "21004");
		assertThat(this.results).extracting(TaskResult::attempts).containsExactly(1, 1);
		assertThat(pool.deadLetters()).isEmpty();
	}

	@Test
	void whatIsNoDeathOfItsOwnEndsATaskThatHasAttemptsLeft() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2).retry(5, 5, 10));
		assertThat(failure(pool.submit(() -> {
			throw new IllegalStateException("thrown");
		}))).isInstanceOf(TaskFailedException.class);
		TaskFuture<Integer> stopped = pool.submit(gated(this.gate, 0));
		TaskFuture<Integer> cancelled = pool.submit(gated(this.gate, 0));
		await().until(() -> this.gate.arrivals() == 2);
		cancelled.cancel(true);
		pool.forceStop();
		pool.stop(LONG);
		assertThat(failure(stopped)).isInstanceOf(TaskCancelledException.class);
		ParallelPool limited = started((recipe) -> recipe.named("limited")
			.size(0, 1)
			.retry(5, 5, 10)
			.overtime(Duration.ofMillis(500), OvertimePolicy.KILL));
		assertThat(failure(limited.submit(gated(this.gate, 0)))).isInstanceOf(TaskOvertimeException.class);
		limited.join(LONG);
		assertThat(this.results).extracting(TaskResult::code)
			.containsExactlyInAnyOrder("21399", "21004", "21004", "21005");
		assertThat(this.results).extracting(TaskResult::attempts).containsOnly(1);
		assertThat(pool.snapshot().totals().retries().retried() + limited.snapshot().totals().retries().retried())
			.isZero();
		assertThat(this.letters).isEmpty();
	}

	@Test
	void aPoolThatStopsByItselfWaitsForTheNextAttempt() throws Exception {
		ParallelPool pool = fresh((recipe) -> recipe.size(0, 1).retry(3, 3, 10).stoppingByItself());
		TaskFuture<Integer> task = pool.submit(mortal(2));
		pool.start();
		assertThat(task.get()).isEqualTo(3);
		await().until(() -> pool.state() == PoolState.STOPPED);
	}

	@Test
	void theLockThatTasksNeedIsGivenBackBetweenTheAttempts() throws Exception {
		UnaryOperator<Recipe> locked = (recipe) -> recipe.size(0, 1).retry(3, 3, 10).lock("one");
		ParallelPool pool = started(locked);
		ParallelPool other = started((recipe) -> locked.apply(recipe.named("other")));
		TaskFuture<Integer> task = pool.submit(mortal(2));
		TaskFuture<Integer> beside = other.submit(mortal(1));
		assertThat(task.get()).isEqualTo(3);
		assertThat(beside.get()).isEqualTo(2);
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void callersThatWaitForRoomAreServedThoughTasksComeBack() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2).retry(2, 2, 10).queue(1, WhenFull.BLOCK));
		List<TaskFuture<Integer>> futures = new CopyOnWriteArrayList<>();
		List<Thread> callers = new ArrayList<>();
		for (int caller = 0; caller < 4; caller++) {
			int deaths = caller % 2;
			Thread thread = new Thread(() -> {
				for (int i = 0; i < 5; i++) {
					futures.add(pool.submit(mortal(deaths)));
				}
			});
			thread.start();
			callers.add(thread);
		}
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(futures).hasSize(20).extracting(TaskFuture::join).contains(1, 2);
		pool.join(LONG);
		assertThat(pool.snapshot().totals())
			.extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::completed,
					(totals) -> totals.retries().retried())
			.containsExactly(20L, 20L, 10L);
	}

	@Test
	void aDeadLetterIsSentAgainAsANewTask() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).retry(2, 2, 10));
		TaskFuture<String> broken = pool.submit(unlessRepaired(this.gate));
		assertThat(failure(broken)).isInstanceOf(WorkerDiedException.class);
		pool.join(LONG);
		this.gate.open();
		TaskFuture<Object> again = pool.resend(broken.id());
		assertThat(again.get()).isEqualTo("repaired");
		assertThat(again.id()).isNotEqualTo(broken.id());
		assertThat(pool.deadLetters()).isEmpty();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> pool.resend(broken.id()))
			.withMessageContaining("'work'")
			.withMessageContaining(broken.id());
		assertThat(pool.removeDeadLetter(broken.id())).isFalse();
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(2);
	}

	private static TaskCallable<String> unlessRepaired(Gate gate) {
		return () -> {
			if (!gate.isOpen()) {
				Runtime.getRuntime().halt(7);
			}
			return "repaired";
		};
	}

	@Test
	void aDeadLetterThatIsRejectedStays() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).queue(1, WhenFull.BLOCK));
		TaskFuture<Integer> poisoned = pool.submit(poison());
		pool.join(LONG);
		pool.pause(LONG);
		pool.submit(mortal(0));
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.resend(poisoned.id()))
			.withMessageContaining("queue is full");
		pool.stop(LONG);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.resend(poisoned.id()))
			.withMessageContaining("STOPPED");
		assertThat(pool.deadLetters()).extracting(DeadLetter::id).containsExactly(poisoned.id());
		assertThat(pool.removeDeadLetter(poisoned.id())).isTrue();
		assertThat(pool.deadLetters()).isEmpty();
		assertThat(pool.snapshot().totals().rejected()).isEqualTo(2);
	}

	@Test
	void theOldestDeadLettersMakeRoomAndAreCounted() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).retry(1, 1, 2));
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			ids.add(pool.submit(poison()).id());
		}
		pool.join(LONG);
		assertThat(pool.deadLetters()).extracting(DeadLetter::id).containsExactlyElementsOf(ids.subList(1, 3));
		assertThat(pool.snapshot().totals())
			.extracting((totals) -> totals.retries().deadLettered(), (totals) -> totals.retries().deadLettersDropped())
			.containsExactly(3L, 1L);
		ParallelPool none = started((recipe) -> recipe.named("none").size(0, 1).retry(2, 2, 0));
		assertThat(failure(none.submit(poison()))).isInstanceOf(WorkerDiedException.class);
		none.join(LONG);
		assertThat(none.deadLetters()).isEmpty();
		assertThat(none.snapshot().totals())
			.extracting((totals) -> totals.retries().retried(), (totals) -> totals.retries().deadLettered())
			.containsExactly(1L, 0L);
	}

	@Test
	void anItemThatWasTakenFromAQueueIsRunAgainToo() throws Exception {
		LinkedBlockingQueue<Object> source = new LinkedBlockingQueue<>();
		ParallelPool pool = this.pools.open(
				new ProcessWorkerFactory(this.host, TestProcesses.settings(), Fragile.class.getName()),
				(recipe) -> recipe.size(0, 1)
					.retry(2, 2, 10)
					.work(WorkSettings.takenFrom("source", "fragile", Map.of())),
				new Supply.Taken(() -> source));
		pool.start();
		source.add(1);
		source.add(2);
		await().until(() -> this.results.size() == 2);
		pool.join(LONG);
		assertThat(this.results).extracting(TaskResult::code).containsExactly("00000", "31399");
		assertThat(this.results).extracting(TaskResult::attempts).containsExactly(2, 2);
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(2);
		TaskFuture<Object> again = pool.resend(pool.deadLetters().get(0).id());
		assertThat(failure(again)).isInstanceOf(WorkerDiedException.class);
	}

	@Test
	void aLookForWorkIsNeverRepeatedNorKept() throws Exception {
		ParallelPool pool = this.pools.open(
				new ProcessWorkerFactory(this.host, TestProcesses.settings(), Lethal.class.getName()),
				(recipe) -> recipe.size(0, 1).retry(5, 5, 10).work(WorkSettings.polledBy("lethal", null, Map.of())),
				new Supply.Polled(null));
		pool.start();
		await().until(() -> !this.results.isEmpty());
		pool.forceStop();
		pool.stop(LONG);
		assertThat(this.results).extracting(TaskResult::attempts).containsOnly(1);
		assertThat(pool.snapshot().totals().retries().retried()).isZero();
		assertThat(pool.deadLetters()).isEmpty();
	}

	/** An item is the number of the workers that it kills. */
	public static final class Fragile implements TaskHandler<Integer, Integer> {

		@Override
		public Integer handle(Integer deaths, TaskContext context) {
			if (context.attempt() <= deaths) {
				Runtime.getRuntime().halt(7);
			}
			return context.attempt();
		}

	}

	/** Kills its worker when it looks for work. */
	public static final class Lethal implements TaskPoller<Integer> {

		@Override
		public Integer poll(TaskContext context) throws IOException {
			Runtime.getRuntime().halt(7);
			return null;
		}

	}

}
