package io.github.parallelpools.engine.standalone;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;

/**
 * With what a run begins.
 *
 * @param argument what the task is given
 * @param origin where it comes from, {@code null} if that is here
 */
record RunStart(@Nullable Object argument, @Nullable Origin origin) {

	/**
	 * Elsewhere.
	 *
	 * @param identity what the run is known by there
	 * @param follower is told how it ends
	 */
	record Origin(TaskIdentity identity, TaskFollower follower) {
	}

}
