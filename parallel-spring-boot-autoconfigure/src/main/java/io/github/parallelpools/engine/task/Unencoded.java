package io.github.parallelpools.engine.task;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.FollowedPayload;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.Work;

/**
 * Work that nobody has encoded yet, as it was not submitted by anybody who could be told
 * that it can't travel. Encoded by the loop that runs it, as a part of the task.
 *
 * @param work the work
 * @param follower is told how the task ends, {@code null} for nobody
 */
public record Unencoded(Work work, @Nullable TaskFollower follower) implements FollowedPayload {

	/**
	 * Work whose end nobody follows.
	 * @param work the work
	 */
	public Unencoded(Work work) {
		this(work, null);
	}

}
