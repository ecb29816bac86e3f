package io.github.parallelpools.spi.cluster;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A task in whatever state.
 *
 * @param task what was submitted
 * @param state where it is
 * @param node the node that runs it or has ended it, {@code null} if none does or has
 * @param attempts how many attempts count
 * @param age how long ago it was submitted, by the store's clock
 * @param end how it ended, {@code null} if it has not
 */
public record StoredTask(NewTask task, State state, @Nullable String node, int attempts, Duration age,
		@Nullable EndedTask end) {

	/**
	 * Where a task is; it moves down this list, and back from the second to the first.
	 */
	public enum State {

		/** It waits. */
		QUEUED,

		/** A node has claimed it. */
		RUNNING,

		/** It has ended; its outcome is kept until its submitter knows it. */
		ENDED,

		/** It has ended and is kept as a dead letter. */
		DEAD

	}

}
