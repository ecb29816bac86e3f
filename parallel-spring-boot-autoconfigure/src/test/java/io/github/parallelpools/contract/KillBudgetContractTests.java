package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What every pool does when more of its tasks are killed than its budget allows. */
@Timeout(120)
@EachKind
class KillBudgetContractTests {

	private final TestWorkers workers;

	private Pools pools;

	KillBudgetContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.pools = new Pools(this.workers.kind());
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	/** Of one worker at a time, so that one task is killed after the other. */
	private ParallelPool started(KillBudgetSettings.Then then) {
		return started(1, Duration.ofHours(1), then);
	}

	private ParallelPool started(int size, Duration per, KillBudgetSettings.Then then) {
		ParallelPool pool = this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(recipe) -> recipe.size(0, size)
					.overtime(Duration.ofSeconds(1), OvertimePolicy.KILL)
					.killBudget(new KillBudgetSettings(1, 0, per, then)));
		pool.start();
		return pool;
	}

	private static void kill(ParallelPool pool) {
		assertThat(failure(hanging(pool))).isInstanceOf(TaskOvertimeException.class);
	}

	private static TaskFuture<Object> hanging(ParallelPool pool) {
		return pool.submit(() -> {
			Thread.sleep(Long.MAX_VALUE);
			return null;
		});
	}

	@Test
	void tasksAreRejectedUntilSomebodyResumesThePool() {
		ParallelPool pool = started(KillBudgetSettings.Then.REJECT);
		kill(pool);
		kill(pool);
		await().until(() -> pool.snapshot().killStop() != null);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1))
			.withMessageContaining("'kill-budget.max-kills' (1)");
		Limits.lift(pool);
		pool.resume();
		assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
	}

	@Test
	void tasksAreAcceptedAgainOnceTheBudgetIsRaised() {
		ParallelPool pool = started(KillBudgetSettings.Then.REJECT);
		kill(pool);
		kill(pool);
		await().until(() -> pool.snapshot().killStop() != null);
		Limits.lift(pool);
		pool.change(Map.of(PoolSetting.KILL_BUDGET_THEN, KillBudgetSettings.Then.PAUSE), "test");
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.submit(() -> 1));
		pool.change(Map.of(PoolSetting.KILL_BUDGET_MAX_KILLS, 2), "test");
		await().until(() -> pool.snapshot().killStop() == null);
		assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void tasksAreAcceptedAgainByItselfAfterThePeriod() {
		ParallelPool pool = started(2, Duration.ofSeconds(5), KillBudgetSettings.Then.REJECT);
		// Both are to be killed within one period, however late the second worker is.
		Limits.lift(pool);
		List<TaskFuture<Object>> both = List.of(hanging(pool), hanging(pool));
		await().until(() -> pool.snapshot().size().busy() == 2);
		Limits.set(pool, Duration.ofMillis(100));
		both.forEach((one) -> assertThat(failure(one)).isInstanceOf(TaskOvertimeException.class));
		await().until(() -> pool.snapshot().totals().overtime().killStops() == 1);
		await().until(() -> pool.snapshot().killStop() == null);
		Limits.lift(pool);
		assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
	}

	@Test
	void aPoolThatIsStartedAgainBeginsAnew() throws InterruptedException {
		ParallelPool pool = started(KillBudgetSettings.Then.REJECT);
		kill(pool);
		kill(pool);
		await().until(() -> pool.snapshot().killStop() != null);
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.snapshot().killStop()).isNull();
		Limits.lift(pool);
		pool.start();
		assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
	}

	@Test
	void thePoolIsPausedUntilSomebodyResumesIt() {
		ParallelPool pool = started(KillBudgetSettings.Then.PAUSE);
		kill(pool);
		kill(pool);
		await().until(() -> pool.state() == PoolState.PAUSED);
		TaskFuture<Integer> waiting = pool.submit(() -> 1);
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		Limits.lift(pool);
		pool.resume();
		assertThat(waiting.join()).isEqualTo(1);
		assertThat(pool.snapshot().killStop()).isNull();
	}

}
