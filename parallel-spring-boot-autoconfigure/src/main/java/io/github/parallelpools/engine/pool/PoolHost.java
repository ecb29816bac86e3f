package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.LoopHost;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.task.TaskOutcome;

/**
 * One pool, for its loops: hands on what they ask and tell to the part of the pool that
 * it is for.
 *
 * @param core has deadlines looked at, and the totals
 * @param claims where they come for tasks
 * @param staffing where they leave
 * @param retries has tasks run again whose worker died
 * @param completion tells of the ends of tasks
 */
record PoolHost(PoolCore core, TaskClaims claims, Staffing staffing, Retries retries,
		Completion completion) implements LoopHost {

	@Override
	public @Nullable Execution<?> next(WorkerLoop loop) {
		return this.claims.take(loop);
	}

	@Override
	public void giveBack(WorkerLoop loop) {
		this.claims.giveBack(loop);
	}

	@Override
	public void putBack(Execution<?> task) {
		this.claims.putBack(task);
	}

	@Override
	public void wake(WorkerLoop loop) {
		this.claims.wake(loop);
	}

	@Override
	public void wakeStandingBy() {
		this.claims.wakeStandingBy();
	}

	@Override
	public void watchFrom(long startedNanos) {
		this.core.deadlines.watchFrom(startedNanos);
	}

	@Override
	public void watchUntil(long deadline) {
		this.core.deadlines.watchUntil(deadline);
	}

	@Override
	public void started(Execution<?> task) {
		this.completion.started(task);
	}

	@Override
	public @Nullable TaskOutcome settle(Runner runner, Execution<?> task, TaskOutcome.Died died, boolean ordered) {
		return this.retries.settle(runner, task, died, ordered);
	}

	@Override
	public void deliver(Execution<?> task) {
		this.completion.deliver(task);
	}

	@Override
	public void left(WorkerLoop loop, StartBackoff.@Nullable Failure failure) {
		this.staffing.retire(loop, failure);
	}

	@Override
	public void departed(CallerRunner caller) {
		this.staffing.depart(caller);
	}

	@Override
	public void count(Totals.Total what) {
		this.core.count(what);
	}

}
