package io.github.parallelpools.engine.run;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The pool as those see it who run its tasks. All methods may take the pool's lock; none
 * is called under it.
 */
public interface LoopHost {

	/**
	 * The next task for a worker that has none; waits for one.
	 * @return the task, {@code null} if the worker is to leave
	 */
	@Nullable Execution<?> next(WorkerLoop loop);

	/**
	 * A worker leaves with a task that it has taken and not begun, as something has
	 * failed in between: the task goes to another one.
	 */
	void giveBack(WorkerLoop loop);

	/**
	 * A worker gives back a task that it was given ahead and has not begun: it goes to
	 * another one. Runs no foreign code.
	 */
	void putBack(Execution<?> task);

	/** Has a waiting worker look again: its process may have died. */
	void wake(WorkerLoop loop);

	/** Has a worker look again that stands by while others have the pool's lock. */
	void wakeStandingBy();

	/** A task with limits starts and is to be looked after. */
	void watchFrom(long startedNanos);

	/** Has somebody look at the pool when a deadline has passed, or before. */
	void watchUntil(long deadline);

	/** Tells that a task starts; runs foreign code. */
	void started(Execution<?> task);

	/**
	 * A worker has died with a task.
	 * @param ordered whether the worker was ordered to end
	 * @return how the task ends, {@code null} if it does not, as it is run again
	 */
	@Nullable TaskOutcome settle(Runner runner, Execution<?> task, TaskOutcome.Died died, boolean ordered);

	/** Tells of the end of a task, unless another thread does; runs foreign code. */
	void deliver(Execution<?> task);

	/** A worker has left; with what it failed with, if it did. */
	void left(WorkerLoop loop, StartBackoff.@Nullable Failure failure);

	/** A caller is done with the task that it ran. */
	void departed(CallerRunner caller);

	/** Counts one more. */
	void count(Totals.Total what);

}
