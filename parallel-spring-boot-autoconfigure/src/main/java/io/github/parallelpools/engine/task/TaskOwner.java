package io.github.parallelpools.engine.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a task asks of the pool that has accepted it. All methods may be called by any
 * thread, and take no lock unless they say so.
 */
public interface TaskOwner {

	/**
	 * The text that names a task.
	 * @param number the number with which it was accepted
	 */
	String taskId(long number);

	/**
	 * What tells a run of a task from earlier ones.
	 * @param attempt which attempt it is
	 */
	default long fencingToken(int attempt) {
		return attempt;
	}

	/** Whether what a task was given may be needed after it was taken. */
	boolean keepsPayload(Execution<?> task);

	/** How long a task may run before it is asked to end by itself, zero for ever. */
	Duration softLimit();

	/**
	 * When a run is over time.
	 * @param startedNanos when it started, by the owner's clock
	 */
	Optional<Instant> deadline(long startedNanos);

	/** The present, by the owner's clock. */
	long nanos();

	/** A task has begun or ended to wait at a checkpoint, which moves its deadline. */
	void waitingChanged(Execution<?> task);

	/**
	 * Cancels a task, and tells everybody of its end; takes the owner's lock and runs
	 * foreign code.
	 * @return whether it has ended as cancelled
	 */
	boolean cancel(Execution<?> task, boolean mayInterrupt);

}
