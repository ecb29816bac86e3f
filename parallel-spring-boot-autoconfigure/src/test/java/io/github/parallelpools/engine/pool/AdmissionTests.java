package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.run.SteppedLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.Death;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The way of tasks into the queue, and out of it for those that are not run. */
@Timeout(60)
class AdmissionTests {

	private final ScriptedWorkers workers = ScriptedWorkers.threads().still();

	private StillPool pool(UnaryOperator<PoolRecipe> recipe) {
		return new StillPool(WorkerKind.THREAD, this.workers, recipe);
	}

	/** A pool whose only worker has a task, and whose queue is full behind that. */
	private StillPool full(QueueSettings queue) {
		StillPool pool = pool((recipe) -> recipe.size(1, 1).queue(queue)).opened();
		pool.put("taken");
		pool.worker().take();
		while (pool.queued() < queue.capacity()) {
			pool.put("queued " + pool.queued());
		}
		return pool;
	}

	private static void rejects(StillPool pool, String why) {
		long before = pool.totals().rejected();
		long accepted = pool.totals().submitted();
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.put("refused"))
			.withMessageContaining(why)
			.withMessageContaining("Pool 'work' rejected a task: ");
		assertThat(pool.totals().rejected()).isEqualTo(before + 1);
		assertThat(pool.totals().submitted()).isEqualTo(accepted);
	}

	@Test
	void tasksAreAcceptedInEveryStateButThoseOfAnEnd() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1));
		pool.put("new");
		pool.opened().put("starting");
		pool.worker().step();
		pool.put("running");
		pool.pool.pause();
		pool.put("pausing");
		pool.pool.stop();
		rejects(pool, "it is STOPPING. Start it again first");
		assertThat(pool.worker().take()).isNull();
		pool.worker().leave();
		rejects(pool, "it is STOPPED. Start it again first (queue 3/2147483647, 0 of 1 workers busy).");
		assertThat(pool.totals().submitted()).isEqualTo(4);
	}

	@Test
	void aRefusalTellsThatTheApplicationEnds() {
		StillPool pool = pool((recipe) -> recipe);
		pool.pool.applicationStops("the application is closing");
		pool.pool.stop();
		rejects(pool, "it is STOPPED, as the application is closing");
		pool.pool.close(Duration.ZERO);
		rejects(pool, "it is closed, as the application is closing");
	}

	@Test
	void whatFindsTheQueueFullIsRejected() {
		StillPool pool = full(QueueSettings.of(2, WhenFull.REJECT));
		rejects(pool, "its queue is full. Raise 'queue.capacity' or 'max-size', or send less"
				+ " (queue 2/2, 1 of 1 workers busy).");
		assertThat(pool.queued()).isEqualTo(2);
	}

	@Test
	void theOldestMakesRoomAndIsToldOf() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1).queue(2, WhenFull.DISCARD_OLDEST));
		Execution<String> first = pool.put("first");
		Execution<String> second = pool.put("second");
		Execution<String> third = pool.put("third");
		assertThat(StillPool.failure(first))
			.hasMessageContaining("it was discarded, as the queue was full (2/2). Raise");
		assertThat(pool.totals().cancelled()).isEqualTo(1);
		SteppedLoop worker = pool.opened().worker();
		assertThat(worker.take()).isSameAs(second);
		assertThat(worker.take()).isSameAs(third);
	}

	@Test
	void aNewcomerOfLowPriorityIsAcceptedAndDiscardedItself() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1)
			.queue(new QueueSettings(QueueType.PRIORITY, 1, WhenFull.DISCARD_OLDEST, Duration.ZERO)));
		Execution<Integer> urgent = (Execution<Integer>) pool.pool.submit(() -> 1, 5);
		Execution<Integer> newcomer = (Execution<Integer>) pool.pool.submit(() -> 2, 4);
		assertThat(StillPool.failure(newcomer)).hasMessageContaining("was full (1/1) of tasks of higher priority");
		assertThat(pool.totals().submitted()).isEqualTo(2);
		assertThat(pool.totals().cancelled()).isEqualTo(1);
		assertThat(pool.opened().worker().take()).isSameAs(urgent);
	}

	@Test
	void aCallerRunsWhatFindsTheQueueFullAndIsOneOfThePoolMeanwhile() {
		StillPool pool = full(QueueSettings.of(1, WhenFull.CALLER_RUNS));
		Execution<List<String>> run = pool
			.submit(() -> pool.parts.staffing.runners().stream().map((runner) -> runner.id()).toList());
		assertThat(run.join()).containsExactly("work-1", "work-caller-1");
		assertThat(pool.parts.staffing.runners()).hasSize(1);
		assertThat(pool.queued()).isEqualTo(1);
		assertThat(pool.totals().completed()).isEqualTo(1);
	}

	@Test
	void aCallerRunsNothingOfAPoolThatRunsNothing() {
		StillPool pool = full(QueueSettings.of(1, WhenFull.CALLER_RUNS));
		pool.pool.pause();
		rejects(pool, "the caller can't run a task of a pool that is PAUSING. Resume it first");
		StillPool fresh = pool((recipe) -> recipe.queue(1, WhenFull.CALLER_RUNS));
		fresh.put("queued");
		rejects(fresh, "the caller can't run a task of a pool that is NEW. Start it first");
	}

	@Test
	void whoWaitsForRoomInVainIsRefused() {
		StillPool pool = full(new QueueSettings(QueueType.FIFO, 1, WhenFull.BLOCK, Duration.ofNanos(1)));
		rejects(pool, "its queue was full for 0 ms ('queue.block-timeout'). Raise");
	}

	@Test
	void aWorkerDoesNotWaitForRoomThatOnlyItselfCouldMake() {
		StillPool pool = full(QueueSettings.of(1, WhenFull.BLOCK));
		CallingThread duty = CallingThread.running(pool.parts.core, pool.worker().loop());
		try {
			rejects(pool, "its queue is full, and one of its own workers would wait for room for ever");
		}
		finally {
			duty.end();
		}
	}

	@Test
	void aDeadLetterThatIsSentAgainDoesNotWaitForRoom() {
		StillPool pool = new StillPool(WorkerKind.PROCESS, ScriptedWorkers.processes().still(),
				(recipe) -> recipe.size(1, 1).queue(1, WhenFull.BLOCK));
		Execution<Object> deadly = pool.submit(() -> {
			throw Death.of("signal 9");
		});
		pool.opened().worker().step();
		pool.put("queued");
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.pool.resend(deadly.id()))
			.withMessageContaining("its queue is full. Raise 'queue.capacity'");
		assertThat(pool.pool.deadLetters()).extracting(DeadLetter::id).containsExactly(deadly.id());
	}

	@Test
	void aWorkerIsHiredForEachTaskThatNobodyIsThereForUpToTheLargestSize() {
		StillPool pool = pool((recipe) -> recipe.size(0, 3)).started();
		for (int hired = 1; hired <= 3; hired++) {
			pool.put(hired);
			assertThat(pool.workerIds()).hasSize(hired);
		}
		pool.put(4);
		assertThat(pool.workerIds()).hasSize(3);
		assertThat(this.workers.started()).containsExactly("parallel-work-1", "parallel-work-2", "parallel-work-3");
	}

	@Test
	void nobodyIsHiredForATaskThatAnIdleWorkerWillTake() {
		StillPool pool = pool((recipe) -> recipe.size(1, 3)).opened();
		pool.meanwhile(() -> {
			pool.put("one");
			assertThat(pool.workerIds()).hasSize(1);
			pool.put("two");
			assertThat(pool.workerIds()).hasSize(2);
		});
		assertThat(pool.worker().take()).isNotNull();
	}

	@Test
	void aTaskIsLeftForAMomentToAWorkerThatOnlyTellsOfItsLast() {
		StillPool pool = pool((recipe) -> recipe.size(0, 2));
		List<Integer> present = new ArrayList<>();
		pool.listeners.add(new TaskListener() {

			@Override
			public void ended(String id, String name, TaskResult result, @Nullable Object value) {
				pool.put("next");
				present.add(pool.workers().size());
				pool.pass(Duration.ofMillis(49));
				present.add(pool.workers().size());
				pool.pass(Duration.ofMillis(1));
				present.add(pool.workers().size());
			}

		});
		pool.started().put("first");
		pool.worker().open();
		pool.worker().step();
		assertThat(present).containsExactly(1, 1, 2);
	}

	@Test
	void aCancelledTaskLeavesTheQueueAtOnceAndItsRoomIsFree() {
		StillPool pool = pool((recipe) -> recipe.queue(1, WhenFull.REJECT));
		Execution<String> queued = pool.put("queued");
		rejects(pool, "its queue is full");
		assertThat(queued.cancel(true)).isTrue();
		assertThat(pool.queued()).isZero();
		pool.put("next");
		assertThat(pool.totals().submitted()).isEqualTo(2);
		assertThat(pool.totals().cancelled()).isEqualTo(1);
	}

	@Test
	void aTaskThatRunsIsCancelledWhereItRuns() {
		List<String> aborted = new ArrayList<>();
		this.workers.onAbort((worker) -> aborted.add("aborted"));
		StillPool pool = pool((recipe) -> recipe.size(1, 1)).opened();
		for (boolean mayInterrupt : List.of(false, true)) {
			List<Execution<Object>> self = new ArrayList<>();
			self.add(pool.submit(() -> self.get(0).cancel(mayInterrupt)));
			pool.worker().step();
			assertThat(self.get(0)).isCancelled();
			assertThat(aborted).hasSize(mayInterrupt ? 1 : 0);
		}
	}

	@Test
	void aTaskThatNobodyHasTakenCanBeTakenBack() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1));
		Execution<String> queued = pool.put("queued");
		assertThat(pool.pool.withdraw(queued, "nobody wants it")).isTrue();
		assertThat(pool.pool.withdraw(queued, "nobody wants it")).as("it is not there").isFalse();
		Execution<String> taken = pool.put("taken");
		pool.opened().worker().take();
		assertThat(pool.pool.withdraw(taken, "nobody wants it")).isFalse();
		assertThat(taken.isDecided()).isFalse();
	}

	@Test
	void tasksEndThatHaveWaitedForTooLongForAWorkerThatDoesNotStart() {
		StillPool pool = pool((recipe) -> recipe.size(0, 1).upkeep(new UpkeepSettings(Duration.ofMinutes(1))))
			.started();
		Execution<String> first = pool.put("first");
		pool.worker().fail("no luck");
		pool.clock.pass(Duration.ofSeconds(30));
		Execution<String> second = pool.put("second");
		pool.pass(Duration.ofSeconds(29));
		assertThat(first).isNotDone();
		pool.pass(Duration.ofSeconds(1));
		assertThat(StillPool.failure(first)).hasCauseInstanceOf(WorkerStartException.class)
			.hasMessageContaining("it waited for 60000 ms while pool 'work' had no worker and could start none")
			.hasMessageContaining("no luck");
		assertThat(second).isNotDone();
		pool.pass(Duration.ofSeconds(30));
		assertThat(second).isCompletedExceptionally();
		assertThat(pool.queued()).isZero();
		assertThat(pool.totals().failed()).isEqualTo(2);
	}

	@Test
	void whatIsQueuedEndsAsCancelledWhenThePoolIsClosed() {
		StillPool pool = pool((recipe) -> recipe);
		List<Execution<String>> queued = List.of(pool.put("one"), pool.put("two"));
		pool.pool.close(Duration.ZERO);
		assertThat(pool.queued()).isZero();
		assertThat(queued).allSatisfy((task) -> assertThat(StillPool.failure(task))
			.hasMessageContaining("was cancelled: the application closed before it was run"));
	}

}
