package io.github.parallelpools.engine.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.TaskRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A pool of which too many tasks are killed stops taking more. */
class KillBudgetTests {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private static final Duration PER = Duration.ofMinutes(1);

	private static final KillBudgetSettings REJECT = new KillBudgetSettings(1, 0, PER, KillBudgetSettings.Then.REJECT);

	private static final KillBudgetSettings PAUSE = new KillBudgetSettings(1, 0, PER, KillBudgetSettings.Then.PAUSE);

	private static StillPool pool(KillBudgetSettings budget) {
		return new StillPool((recipe) -> recipe.size(1, 1).overtime(LIMIT, OvertimePolicy.KILL).killBudget(budget))
			.opened();
	}

	private static void kill(StillPool pool) {
		pool.submit(() -> {
			pool.pass(LIMIT);
			return 1;
		});
		pool.worker().step();
	}

	private static PoolSnapshot.KillStop stop(StillPool pool) {
		PoolSnapshot.KillStop stop = pool.pool.snapshot().killStop();
		assertThat(stop).isNotNull();
		return stop;
	}

	private static long told(StillPool pool, RecordedEvent.Type type) {
		return pool.pool.events().stream().filter((event) -> event.type() == type).count();
	}

	@Test
	void asManyKillsAsAreAllowedChangeNothing() {
		StillPool pool = pool(REJECT);
		kill(pool);
		assertThat(pool.pool.snapshot().killStop()).isNull();
		pool.pass(PER.plusSeconds(1));
		kill(pool);
		assertThat(pool.pool.snapshot().killStop()).isNull();
		assertThat(pool.totals().overtime().killed()).isEqualTo(2);
		assertThat(pool.totals().overtime().killStops()).isZero();
	}

	@Test
	void beyondItTasksAreRejectedUntilThePeriodIsOver() {
		StillPool pool = pool(REJECT);
		kill(pool);
		kill(pool);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.put(1))
			.withMessageStartingWith("Pool 'work' rejected a task: 2 of 2 tasks were killed within 60000 ms, "
					+ "which is more than 'kill-budget.max-kills' (1). Mend what hangs");
		assertThat(stop(pool).message())
			.startsWith("Pool 'work' rejects tasks for 60000 ms, or until it is resumed: 2 ");
		assertThat(stop(pool).endsIn()).isEqualTo(PER);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		assertThat(pool.totals().overtime().killStops()).isEqualTo(1);
		pool.pass(PER.minusNanos(1));
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.put(1));
		assertThat(told(pool, RecordedEvent.Type.KILL_BUDGET_RESTORED)).isZero();
		pool.pass(Duration.ofNanos(1));
		assertThat(pool.pool.snapshot().killStop()).isNull();
		Execution<Integer> task = pool.put(2);
		pool.worker().step();
		assertThat(task.join()).isEqualTo(2);
		assertThat(told(pool, RecordedEvent.Type.KILL_BUDGET_EXCEEDED)).isEqualTo(1);
		assertThat(told(pool, RecordedEvent.Type.KILL_BUDGET_RESTORED)).isEqualTo(1);
		kill(pool);
		assertThat(pool.pool.snapshot().killStop()).as("the count begins anew").isNull();
	}

	@Test
	void whatIsQueuedRunsWhileTasksAreRejected() {
		StillPool pool = pool(REJECT);
		kill(pool);
		Execution<Integer> deadly = pool.submit(() -> {
			pool.pass(LIMIT);
			return 1;
		});
		Execution<Integer> queued = pool.put(2);
		pool.worker().step();
		assertThat(stop(pool)).isNotNull();
		assertThat(deadly).isDone();
		pool.worker().step();
		assertThat(queued.join()).isEqualTo(2);
	}

	@Test
	void tasksDoNotPassBesideTheLockWhileTheyAreRejected() {
		StillPool pool = pool(REJECT);
		kill(pool);
		pool.put(1);
		pool.worker().step();
		assertThat(pool.isFast()).isTrue();
		kill(pool);
		assertThat(stop(pool)).isNotNull();
		assertThat(pool.isFast()).isFalse();
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.put(3));
	}

	@Test
	void whoResumesThePoolNeedNotWaitForThePeriod() {
		StillPool pool = pool(REJECT);
		kill(pool);
		kill(pool);
		pool.pool.resume();
		assertThat(pool.pool.snapshot().killStop()).isNull();
		Execution<Integer> task = pool.put(2);
		pool.worker().step();
		assertThat(task.join()).isEqualTo(2);
		pool.pass(PER);
		assertThat(told(pool, RecordedEvent.Type.KILL_BUDGET_RESTORED)).isEqualTo(1);
	}

	@Test
	void whereItIsToPauseItStaysPausedUntilItIsResumed() {
		StillPool pool = pool(PAUSE);
		kill(pool);
		kill(pool);
		assertThat(stop(pool).message()).startsWith("Pool 'work' is paused until it is resumed: 2 of 2 tasks");
		assertThat(stop(pool).endsIn()).isNull();
		Execution<Integer> task = pool.put(2);
		pool.meanwhile(() -> {
			pool.pass(PER.multipliedBy(2));
			assertThat(pool.state()).isEqualTo(PoolState.PAUSED);
			assertThat(stop(pool)).isNotNull();
			pool.pool.resume();
		});
		pool.worker().step();
		assertThat(pool.pool.snapshot().killStop()).isNull();
		assertThat(task.join()).isEqualTo(2);
	}

	@Test
	void whoResumesAPausedPoolIsNotPausedByWhatComesLate() {
		StillPool pool = pool(PAUSE);
		kill(pool);
		pool.submit(() -> {
			pool.pass(LIMIT);
			assertThat(pool.state()).as("in one step with the kill").isEqualTo(PoolState.PAUSING);
			pool.pool.resume();
			return 1;
		});
		pool.worker().step();
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		assertThat(pool.pool.snapshot().killStop()).isNull();
	}

	@Test
	void aPoolThatIsStoppedIsKeptFromNothing() {
		StillPool pool = pool(REJECT);
		kill(pool);
		kill(pool);
		pool.pool.stop();
		assertThat(pool.pool.snapshot().killStop()).isNull();
	}

	@Test
	void killsByHandAreNotCounted() {
		StillPool pool = pool(REJECT);
		kill(pool);
		pool.pool.killWorker(pool.workerIds().get(0));
		assertThat(pool.pool.snapshot().killStop()).isNull();
	}

	@Test
	void withoutABudgetAnyNumberIsKilled() {
		StillPool pool = pool(KillBudgetSettings.UNLIMITED);
		for (int i = 0; i < 20; i++) {
			kill(pool);
		}
		assertThat(pool.totals().overtime().killed()).isEqualTo(20);
		assertThat(pool.pool.snapshot().killStop()).isNull();
	}

	@Test
	void aShareOfTheTasksIsABudgetToo() {
		StillPool pool = pool(new KillBudgetSettings(0, 20, PER, KillBudgetSettings.Then.REJECT));
		for (int i = 0; i < 8; i++) {
			pool.put(i);
			pool.worker().step();
		}
		kill(pool);
		kill(pool);
		assertThat(pool.pool.snapshot().killStop()).isNull();
		kill(pool);
		assertThat(stop(pool).message()).contains("which is more than 'kill-budget.max-rate' (20.0 percent)");
	}

}
