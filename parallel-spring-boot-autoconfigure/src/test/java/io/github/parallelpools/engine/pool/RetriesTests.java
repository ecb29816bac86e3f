package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.SteppedLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.QuietOwner;
import io.github.parallelpools.fixture.Death;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of tasks whose worker dies. */
@Timeout(60)
class RetriesTests {

	private static final TaskOutcome.Died DIED = new TaskOutcome.Died("signal 9");

	private static final TaskOutcome.Died DIED_EARLY = new TaskOutcome.Died("signal 9", false);

	private final ScriptedWorkers workers = ScriptedWorkers.processes().still();

	private int runs;

	private StillPool pool(int maxAttempts, int quarantineAfter) {
		return new StillPool(WorkerKind.PROCESS, this.workers,
				(recipe) -> recipe.size(1, 1).retry(maxAttempts, quarantineAfter, 10))
			.opened();
	}

	/** Kills so many workers, and is done by the next one. */
	private TaskCallable<String> killing(int count, Death death) {
		return () -> {
			if (this.runs++ < count) {
				throw death;
			}
			return "alive";
		};
	}

	/** The only worker runs one task and leaves if it has died of it; others come. */
	private static void run(StillPool pool) {
		SteppedLoop worker = pool.worker();
		assertThat(worker.step()).isTrue();
		if (!worker.loop().isWorkerAlive()) {
			assertThat(worker.take()).isNull();
			worker.leave();
			pool.pass(Duration.ofSeconds(5));
			pool.worker().open();
		}
	}

	@Test
	void aTaskThatHasKilledItsWorkerIsRunAgainAsTheSameTask() {
		StillPool pool = pool(3, 3);
		Execution<String> task = pool.submit(killing(1, Death.of("signal 9")));
		String id = task.id();
		run(pool);
		assertThat(task).isNotDone();
		assertThat(pool.queued()).isEqualTo(1);
		assertThat(task.attempt()).isEqualTo(2);
		run(pool);
		assertThat(task.join()).isEqualTo("alive");
		assertThat(task.id()).isEqualTo(id);
		assertThat(pool.totals()).satisfies((totals) -> {
			assertThat(totals.submitted()).isEqualTo(1);
			assertThat(totals.retries().retried()).isEqualTo(1);
			assertThat(totals.completed()).isEqualTo(1);
			assertThat(totals.retries().deadLettered()).isZero();
		});
	}

	@Test
	void aTaskThatIsRunAgainIsTheFirstOfItsLineThoughTheQueueIsFull() {
		StillPool pool = new StillPool(WorkerKind.PROCESS, this.workers,
				(recipe) -> recipe.size(1, 1).retry(2, 2, 10).queue(2, WhenFull.REJECT))
			.opened();
		Execution<String> deadly = pool.submit(killing(1, Death.of("signal 9")));
		Execution<?> taken = pool.worker().take();
		pool.put("behind");
		pool.put("last");
		pool.worker().execute(taken);
		assertThat(pool.queued()).isEqualTo(3);
		pool.worker().leave();
		pool.worker().open();
		assertThat(pool.worker().take()).isSameAs(deadly);
	}

	@Test
	void aTaskWithoutAttemptsLeftIsADeadLetter() {
		StillPool pool = pool(2, 2);
		Execution<String> task = pool.submit(killing(2, Death.of("signal 9")));
		run(pool);
		run(pool);
		assertThat(StillPool.failure(task)).isInstanceOf(WorkerDiedException.class)
			.hasMessageContaining("it was run 2 times, has killed 2 workers and is not run again by itself: signal 9");
		assertThat(pool.pool.deadLetters()).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo(task.id());
			assertThat(letter.attempts()).isEqualTo(2);
		});
		assertThat(pool.queued()).isZero();
	}

	@Test
	void aTaskThatHasKilledTooManyWorkersIsNotRunAgainThoughItHasAttemptsLeft() {
		StillPool pool = pool(5, 2);
		Execution<String> task = pool.submit(killing(2, Death.of("signal 9")));
		run(pool);
		assertThat(task).isNotDone();
		run(pool);
		assertThat(StillPool.failure(task)).hasMessageContaining("has killed 2 workers");
		assertThat(pool.totals().retries().retried()).isEqualTo(1);
	}

	@Test
	void aTaskThatWasNotBegunGoesToAnotherWorkerAndThatIsNoAttempt() {
		StillPool pool = pool(1, 1);
		Execution<String> task = pool.submit(killing(5, Death.early("no room")));
		for (int i = 0; i < 5; i++) {
			run(pool);
			assertThat(task).isNotDone();
		}
		assertThat(task.attempt()).isEqualTo(1);
		assertThat(task.kills()).isZero();
		run(pool);
		assertThat(task.join()).isEqualTo("alive");
		assertThat(pool.totals().retries().retried()).isZero();
	}

	@Test
	void aTaskThatNobodyEverBeginsIsGivenUp() {
		StillPool pool = pool(1, 1);
		Execution<String> task = pool.submit(killing(6, Death.early("no room")));
		for (int i = 0; i < 6; i++) {
			assertThat(task).isNotDone();
			run(pool);
		}
		assertThat(StillPool.failure(task)).isInstanceOf(WorkerDiedException.class).hasMessageContaining("no room");
	}

	@Test
	void aWorkerThatIsKilledByHandWasNotKilledByItsTask() {
		this.workers.onAbort((worker) -> worker.endBy("signal 9"));
		StillPool pool = pool(2, 1);
		Execution<String> task = pool.submit(() -> {
			if (this.runs++ == 0) {
				assertThat(pool.pool.killWorker("work-1")).isTrue();
				throw Death.of("signal 9");
			}
			return "alive";
		});
		run(pool);
		assertThat(task.kills()).isZero();
		assertThat(task.attempt()).isEqualTo(2);
		run(pool);
		assertThat(task.join()).isEqualTo("alive");
		assertThat(pool.totals().workers().killed()).isEqualTo(1);
	}

	@Test
	void aTaskThatIsNotToBeRunAgainEndsWithItsWorkerThatIsKilledByHand() {
		this.workers.onAbort((worker) -> worker.endBy("signal 9"));
		StillPool pool = pool(1, 1);
		Execution<Object> task = pool.submit(() -> {
			pool.pool.killWorker("work-1");
			throw Death.of("signal 9");
		});
		run(pool);
		assertThat(StillPool.failure(task)).hasMessageContaining("worker work-1 was killed by hand");
	}

	@Test
	void aTaskThatWasCancelledMeanwhileIsNotRunAgain() {
		StillPool pool = pool(3, 3);
		List<Execution<Object>> self = new ArrayList<>();
		self.add(pool.submit(() -> {
			self.get(0).cancel(false);
			throw Death.of("signal 9");
		}));
		run(pool);
		assertThat(self.get(0)).isCancelled();
		assertThat(pool.queued()).isZero();
		assertThat(pool.totals().retries().retried()).isZero();
	}

	/** A task that the only worker of a pool has taken. */
	private static Execution<?> taken(StillPool pool) {
		pool.put("taken");
		return pool.worker().take();
	}

	@Test
	void whatIsToldOfAWorkerThatWasOrderedToEndIsThatItWasKilledByHand() {
		StillPool pool = pool(1, 1);
		assertThat(pool.worker().settle(taken(pool), DIED, true))
			.isEqualTo(new TaskOutcome.Died("worker work-1 was killed by hand"));
	}

	@Test
	void aTaskWhoseEndIsDecidedWhileItsWorkerComesBackIsNotRunAgain() throws Exception {
		StillPool pool = pool(3, 3);
		Execution<?> task = taken(pool);
		SteppedLoop worker = pool.worker();
		List<@Nullable TaskOutcome> settled = new ArrayList<>();
		Thread back = new Thread(() -> settled.add(worker.settle(task, DIED, false)));
		try (Held held = pool.parts.core.hold()) {
			back.start();
			await().until(() -> back.getState() == Thread.State.WAITING || !back.isAlive());
			task.decide(new TaskOutcome.Cancelled("its pool was stopped by force"));
		}
		back.join();
		assertThat(settled).containsExactly(DIED);
		assertThat(pool.queued()).isZero();
		assertThat(task.attempt()).isEqualTo(1);
	}

	@Test
	void nothingIsPutBackIntoThePoolThatIsClosed() {
		StillPool pool = pool(3, 3);
		Execution<?> task = taken(pool);
		pool.parts.moves.close();
		assertThat(pool.worker().settle(task, DIED_EARLY, false)).isInstanceOfSatisfying(TaskOutcome.Cancelled.class,
				(end) -> assertThat(end.reason()).startsWith("the application closed before it was run"));
		assertThat(pool.worker().settle(task, DIED, false)).isEqualTo(DIED);
		assertThat(pool.queued()).isZero();
		assertThat(task.attempt()).isEqualTo(1);
	}

	@Test
	void aPoolThatIsStoppedKeepsWhatIsToBeRunAgain() {
		StillPool pool = pool(3, 3);
		Execution<?> task = taken(pool);
		pool.pool.stop();
		assertThat(pool.worker().settle(task, DIED, false)).isNull();
		assertThat(pool.queued()).isEqualTo(1);
		assertThat(pool.worker().loop().taken()).isNull();
	}

	@Test
	void whatAWorkerHadThatWasGivenUpIsRunAgainOnceByWhoeverComesFirst() {
		for (boolean watchComesFirst : new boolean[] { true, false }) {
			StillPool pool = pool(3, 3);
			Execution<?> task = taken(pool);
			SteppedLoop worker = pool.worker();
			pool.parts.staffing.abandon(worker.loop(), task);
			if (watchComesFirst) {
				assertThat(pool.parts.retries.isRunAgain(worker.loop(), task)).isTrue();
			}
			assertThat(worker.settle(task, DIED, true)).isNull();
			assertThat(pool.parts.retries.isRunAgain(worker.loop(), task)).isTrue();
			assertThat(worker.settle(task, new TaskOutcome.Succeeded("late"), true)).isNull();
			assertThat(task.isDecided()).isFalse();
			assertThat(pool.queued()).isEqualTo(1);
			assertThat(task.attempt()).isEqualTo(2);
		}
	}

	@Test
	void whatAWorkerHadThatWasGivenUpEndsIfItMayNotBeRunAgain() {
		StillPool pool = pool(1, 1);
		Execution<?> task = taken(pool);
		SteppedLoop worker = pool.worker();
		pool.parts.staffing.abandon(worker.loop(), task);
		assertThat(pool.parts.retries.isRunAgain(worker.loop(), task)).isFalse();
		assertThat(worker.settle(task, DIED, false)).isEqualTo(DIED);
		assertThat(pool.queued()).isZero();
	}

	@Test
	void otherEndsAreWhatTheyAre() {
		StillPool pool = pool(3, 3);
		Execution<?> task = taken(pool);
		for (TaskOutcome end : List.of(new TaskOutcome.Succeeded(1), new TaskOutcome.Failed(new Exception()),
				new TaskOutcome.Cancelled("by somebody"), new TaskOutcome.Overtime(Duration.ofSeconds(1), true))) {
			assertThat(pool.worker().settle(task, end, false)).isSameAs(end);
		}
		assertThat(pool.queued()).isZero();
	}

	@Test
	void threadsDoNotDieSoThatNothingIsRunAgain() {
		StillPool pool = new StillPool((recipe) -> recipe.size(1, 1).retry(3, 3, 10)).opened();
		Execution<?> task = taken(pool);
		assertThat(pool.worker().settle(task, DIED, false)).isSameAs(DIED);
		assertThat(pool.worker().settle(task, DIED_EARLY, false)).isSameAs(DIED_EARLY);
		assertThat(pool.queued()).isZero();
	}

	@Test
	void aLookThatWasBegunIsNotRepeatedAndOneThatWasNotHasSeenNothing() {
		StillPool pool = pool(3, 3);
		SteppedLoop worker = pool.worker();
		Execution<@Nullable Object> look = Execution.look(new QuietOwner(), "look", 0);
		worker.loop().take(look);
		worker.loop().member().lookedIn(7);
		assertThat(worker.settle(look, DIED, false)).isSameAs(DIED);
		assertThat(worker.loop().member().lookedIn()).isEqualTo(7);
		assertThat(worker.settle(look, DIED_EARLY, false)).isEqualTo(new TaskOutcome.Succeeded(null));
		assertThat(worker.loop().member().lookedIn()).isEqualTo(Demand.NEVER);
		assertThat(pool.queued()).isZero();
	}

}
