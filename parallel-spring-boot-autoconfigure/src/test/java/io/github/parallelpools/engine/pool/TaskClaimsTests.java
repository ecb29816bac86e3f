package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.engine.run.SteppedLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.task.TaskCancelledException;

import static org.assertj.core.api.Assertions.assertThat;

/** What workers are given when they come for a task, and when they are to leave. */
@Timeout(60)
class TaskClaimsTests {

	private final ScriptedWorkers workers = ScriptedWorkers.threads().still();

	private final StillPool pool = pool((recipe) -> recipe.size(1, 1)).opened();

	private StillPool pool(UnaryOperator<PoolRecipe> recipe) {
		return new StillPool(WorkerKind.THREAD, this.workers, recipe);
	}

	@Test
	void tasksAreTakenInTheirOrder() {
		StillPool fresh = pool((recipe) -> recipe.size(1, 1));
		Execution<String> first = fresh.put("first");
		Execution<String> second = fresh.put("second");
		SteppedLoop worker = fresh.opened().worker();
		assertThat(worker.take()).isSameAs(first);
		assertThat(first).as("it is only taken").isNotDone();
		worker.execute(first);
		assertThat(first.join()).isEqualTo("first");
		assertThat(worker.take()).isSameAs(second);
	}

	@Test
	void aWorkerThatComesIsReadyAndWaitsForATaskForAsLongAsItTakes() {
		List<Execution<String>> put = new ArrayList<>();
		assertThat(this.pool.state()).isEqualTo(PoolState.STARTING);
		this.pool.meanwhile(() -> {
			assertThat(this.pool.state()).isEqualTo(PoolState.RUNNING);
			assertThat(this.pool.size().idle()).isEqualTo(1);
		});
		this.pool.meanwhile(() -> put.add(this.pool.put("late")));
		Execution<?> taken = this.pool.worker().take();
		assertThat(put).containsExactly((Execution<String>) taken);
		assertThat(this.pool.waits()).containsExactly(StillPool.FOR_EVER, StillPool.FOR_EVER);
		assertThat(this.pool.size().busy()).isEqualTo(1);
		assertThat(this.pool.totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aWorkerThatIsIdleForTooLongLeaves() {
		StillPool small = pool((recipe) -> recipe.size(0, 1).release(Duration.ofSeconds(10)));
		small.put("only");
		SteppedLoop worker = small.opened().worker();
		worker.step();
		small.meanwhile(() -> small.pass(Duration.ofSeconds(9)));
		small.meanwhile(() -> small.pass(Duration.ofSeconds(1)));
		assertThat(worker.take()).isNull();
		assertThat(small.waits()).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(1));
		assertThat(worker.loop().member().is(Phase.LEAVING)).isTrue();
		assertThat(small.totals().workers().idleReleased()).isEqualTo(1);
		worker.leave();
		assertThat(small.workers()).isEmpty();
	}

	@Test
	void aTaskBeginsTheTimeAnewInWhichAWorkerMayBeIdle() {
		StillPool small = pool((recipe) -> recipe.size(0, 1).release(Duration.ofSeconds(10)));
		small.put("first");
		SteppedLoop worker = small.opened().worker();
		worker.step();
		small.meanwhile(() -> {
			small.pass(Duration.ofSeconds(9));
			small.put("second");
		});
		worker.step();
		small.meanwhile(() -> small.put("third"));
		worker.step();
		assertThat(small.waits()).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10));
	}

	@Test
	void aWorkerThatIsAlwaysKeptDoesNotLeaveHoweverLongItIsIdle() {
		StillPool kept = pool((recipe) -> recipe.size(1, 1).release(Duration.ofSeconds(10))).opened();
		kept.meanwhile(() -> kept.pass(Duration.ofHours(1)));
		kept.meanwhile(() -> kept.put("late"));
		assertThat(kept.worker().take()).isNotNull();
		assertThat(kept.waits()).containsOnly(StillPool.FOR_EVER);
	}

	/** Why a worker leaves although there is a task. */
	private enum Reason {

		DISMISSED, DEAD, SURPLUS, STOPPING, ABANDONED

	}

	@ParameterizedTest
	@EnumSource
	void aWorkerThatIsToLeaveTakesNothing(Reason reason) {
		StillPool two = pool((recipe) -> recipe.size(2, 2)).opened();
		SteppedLoop worker = two.workers().get(0);
		Execution<String> last = two.put("its last");
		worker.step();
		two.put("for the others");
		switch (reason) {
			case DISMISSED -> two.parts.staffing.dismiss(worker.loop().id());
			case DEAD -> this.workers.opened().get(1).endBy("signal 9");
			case SURPLUS -> two.pool.resize(1, 1);
			case STOPPING -> two.pool.stop();
			case ABANDONED -> two.parts.staffing.abandon(worker.loop(), last);
		}
		assertThat(worker.take()).isNull();
		assertThat(two.queued()).isEqualTo(1);
		assertThat(two.totals().workers().idleReleased()).isZero();
	}

	@Test
	void nothingIsTakenWhileThePoolIsPaused() {
		Execution<String> task = this.pool.put("later");
		this.pool.pool.pause();
		this.pool.meanwhile(() -> {
			assertThat(this.pool.state()).isEqualTo(PoolState.PAUSED);
			this.pool.pool.resume();
		});
		assertThat(this.pool.worker().take()).isSameAs(task);
		assertThat(this.pool.waits()).containsExactly(StillPool.FOR_EVER);
	}

	@Test
	void whatAWorkerGivesBackIsTheNextOfItsLine() {
		Execution<String> first = this.pool.put("first");
		this.pool.put("second");
		assertThat(this.pool.worker().take()).isSameAs(first);
		this.pool.worker().giveBack();
		assertThat(this.pool.queued()).isEqualTo(2);
		assertThat(this.pool.worker().take()).isSameAs(first);
	}

	@Test
	void whatHasBegunOrIsDecidedIsNotGivenBack() {
		Execution<Integer> begun = this.pool.submit(() -> {
			this.pool.worker().giveBack();
			return this.pool.queued();
		});
		this.pool.worker().step();
		assertThat(begun.join()).isZero();
		Execution<String> decided = this.pool.put("nobody wants it");
		assertThat(this.pool.worker().take()).isSameAs(decided);
		decided.cancel(false);
		this.pool.worker().giveBack();
		assertThat(this.pool.worker().loop().taken()).isSameAs(decided);
		assertThat(this.pool.queued()).isZero();
	}

	/**
	 * Has a worker take a task from the lane that was closed since the worker has seen it
	 * open.
	 */
	private Execution<?> takeAfter(Runnable change) {
		this.pool.put("opens the lane");
		this.pool.worker().step();
		assertThat(this.pool.isFast()).isTrue();
		this.workers.onLook(() -> {
			this.workers.onLook(() -> {
			});
			change.run();
		});
		return this.pool.worker().take();
	}

	@Test
	void whatWasTakenFromTheLaneBeforeAChangeIsQueuedAgain() {
		Execution<Object> task = this.pool.prepare(() -> "late");
		SteppedLoop worker = this.pool.worker();
		assertThat(takeAfter(() -> {
			this.pool.parts.staffing.dismiss(worker.loop().id());
			this.pool.arriveLate(task);
		})).isNull();
		assertThat(worker.loop().taken()).isNull();
		assertThat(this.pool.queued()).isEqualTo(1);
		worker.leave();
		SteppedLoop next = this.pool.worker();
		next.open();
		next.step();
		assertThat(task.join()).isEqualTo("late");
	}

	@Test
	void whatWasTakenFromTheLaneBeforeAPauseWaitsUntilThePoolIsResumed() {
		Execution<Object> task = this.pool.prepare(() -> "late");
		this.pool.meanwhile(() -> {
			assertThat(this.pool.state()).isEqualTo(PoolState.PAUSED);
			assertThat(this.pool.queued()).isEqualTo(1);
			this.pool.pool.resume();
		});
		assertThat(takeAfter(() -> {
			this.pool.pool.pause();
			this.pool.arriveLate(task);
		})).isSameAs(task);
		assertThat(this.pool.waits()).containsExactly(StillPool.FOR_EVER);
	}

	@Test
	void whatWasTakenFromTheLaneWhileThePoolClosesEndsAsCancelled() {
		Execution<Object> task = this.pool.prepare(() -> "never run");
		SteppedLoop worker = this.pool.worker();
		assertThat(takeAfter(() -> {
			this.pool.pool.close(Duration.ZERO);
			this.pool.arriveLate(task);
		})).isSameAs(task);
		worker.execute(task);
		assertThat(StillPool.failure(task)).isInstanceOf(TaskCancelledException.class)
			.hasMessageContaining("the application closed before it was run");
		assertThat(this.pool.queued()).isZero();
		assertThat(worker.take()).isNull();
		worker.leave();
		assertThat(this.pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void whatWasCancelledWhileItWasTakenFromTheLaneIsNotQueuedAgain() {
		Execution<Object> task = this.pool.prepare(() -> "never run");
		assertThat(takeAfter(() -> {
			this.pool.pool.pause();
			this.pool.arriveLate(task);
			task.cancel(false);
		})).isSameAs(task);
		this.pool.worker().execute(task);
		assertThat(task).isCancelled();
		assertThat(this.pool.queued()).isZero();
		assertThat(this.pool.totals().cancelled()).isEqualTo(1);
	}

	@Test
	void aWorkerThatIsTooOldLeavesOnceItsSuccessorIsReady() {
		StillPool aging = pool((recipe) -> recipe.size(1, 1).recycle(new RecycleSettings(0, Duration.ofMinutes(1), 0)));
		SteppedLoop old = aging.opened().worker();
		aging.meanwhile(() -> {
			aging.pass(Duration.ofMinutes(1));
			assertThat(aging.workerIds()).containsExactly("work-1", "work-2");
		});
		aging.meanwhile(() -> {
			SteppedLoop successor = aging.workers().get(1);
			successor.open();
			aging.put("for the successor");
			assertThat(successor.take()).isNotNull();
		});
		assertThat(old.take()).as("after two waits").isNull();
		assertThat(aging.waits()).hasSize(2);
		assertThat(aging.totals().workers().recycled()).isEqualTo(1);
		assertThat(aging.totals().workers().idleReleased()).isZero();
	}

	@Test
	void theSuccessorOfAWorkerStartsWhileThatRunsItsLastTask() {
		StillPool recycling = pool((recipe) -> recipe.size(1, 1).recycle(new RecycleSettings(2, Duration.ZERO, 0)))
			.opened();
		SteppedLoop worker = recycling.worker();
		recycling.put("first");
		worker.step();
		assertThat(recycling.workerIds()).containsExactly("work-1");
		Execution<Integer> last = recycling.submit(() -> recycling.workers().size());
		worker.step();
		assertThat(last.join()).isEqualTo(2);
	}

	@Test
	void aTaskStaysInTheQueueUntilItsWorkerHasTheLock() {
		StillPool locking = pool((recipe) -> recipe.size(1, 1).lock("stock")).opened();
		LockOwner other = locking.store.locks().session(LockSession.APPLICATION).owner(new Thread());
		assertThat(locking.store.locks().tryAcquire("stock", other).join()).isTrue();
		Execution<String> task = locking.put("locked");
		locking.meanwhile(() -> {
			assertThat(locking.queued()).isEqualTo(1);
			assertThat(locking.size().idle()).isEqualTo(1);
		});
		locking.meanwhile(() -> locking.store.locks().release("stock", other).join());
		assertThat(locking.worker().take()).isSameAs(task);
		assertThat(locking.waits()).hasSize(2);
	}

}
