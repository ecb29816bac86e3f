package io.github.parallelpools.spi;

import java.time.Instant;
import java.util.Optional;

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
	 * When the task will be over time.
	 * @return the moment, or empty if there is no limit
	 */
	Optional<Instant> deadline();

	/**
	 * Whether the outcome of the task is decided, so that nobody waits for its value.
	 * @return {@code true} once decided
	 */
	boolean isDecided();

}
