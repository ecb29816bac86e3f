package io.github.parallelpools.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskUsage;

/**
 * What a worker may know of the task it executes.
 */
public interface TaskRun {

	/**
	 * The task's id.
	 * @return the id
	 */
	String taskId();

	/**
	 * Which attempt this is.
	 * @return 1 for the first
	 */
	int attempt();

	/**
	 * What the submitter has called the task, together with others.
	 * @return the tag, {@code null} if it has none
	 */
	default @Nullable String tag() {
		return null;
	}

	/**
	 * What tells this run of the task from earlier ones, wherever they were.
	 * @return a number that rises with each run of the task
	 */
	default long fencingToken() {
		return attempt();
	}

	/**
	 * When the task will be over time.
	 * @return the moment, or empty if there is no limit
	 */
	Optional<Instant> deadline();

	/**
	 * Whether the outcome of the task is decided, so that nobody waits for its value.
	 * @return {@code true} once decided
	 */
	boolean isDecided();

	/**
	 * Whether the task is to wait at its next checkpoint.
	 * @return {@code true} from a request to pause to that to resume
	 */
	boolean isPauseRequested();

	/**
	 * Whether the task was asked to end by itself.
	 * @return {@code true} once it was
	 */
	boolean isStopRequested();

	/**
	 * Whether the thread that runs the task is to be interrupted, once, as the task has
	 * run for longer than it should and is asked to end by itself.
	 * @return {@code true} once it is
	 */
	default boolean isInterruptRequested() {
		return false;
	}

	/**
	 * Which request is the latest, so that an answer to an earlier one is known as such.
	 * @return a number that grows with each request
	 */
	int requestRound();

	/**
	 * A worker elsewhere tells whether the task waits at a checkpoint there.
	 * @param waiting whether it waits
	 * @param round the latest request that it knew then
	 */
	void waitingElsewhere(boolean waiting, int round);

	/**
	 * The task has come to a checkpoint here. Returns at once unless something is asked.
	 * @throws CancellationException if the task is to end
	 */
	void checkpoint();

	/**
	 * The task has come so far.
	 * @param progress how far
	 */
	void progress(TaskProgress progress);

	/**
	 * What the task has used; told before its outcome, if it is measured.
	 * @param usage what it has used
	 */
	void used(TaskUsage usage);

}
