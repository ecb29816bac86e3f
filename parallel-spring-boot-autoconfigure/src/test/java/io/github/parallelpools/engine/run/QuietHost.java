package io.github.parallelpools.engine.run;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.task.TaskOutcome;

/** A pool without tasks, which remembers the deadlines that it is told. */
final class QuietHost implements LoopHost {

	final List<Long> deadlines = new ArrayList<>();

	@Override
	public @Nullable Execution<?> next(WorkerLoop loop) {
		return null;
	}

	@Override
	public void giveBack(WorkerLoop loop) {
	}

	@Override
	public void putBack(Execution<?> task) {
	}

	@Override
	public void wake(WorkerLoop loop) {
	}

	@Override
	public void wakeStandingBy() {
	}

	@Override
	public void watchFrom(long startedNanos) {
	}

	@Override
	public void watchUntil(long deadline) {
		this.deadlines.add(deadline);
	}

	@Override
	public void started(Execution<?> task) {
	}

	@Override
	public @Nullable TaskOutcome settle(Runner runner, Execution<?> task, TaskOutcome.Died died, boolean ordered) {
		return died;
	}

	@Override
	public void deliver(Execution<?> task) {
		task.claimDelivery();
	}

	@Override
	public void left(WorkerLoop loop, StartBackoff.@Nullable Failure failure) {
	}

	@Override
	public void departed(CallerRunner caller) {
	}

	@Override
	public void count(Totals.Total what) {
	}

}
