package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link WorkerFactory} has encoded may have somebody who follows the task.
 */
public interface FollowedPayload {

	/**
	 * Who follows the task.
	 * @return the follower, {@code null} for nobody
	 */
	@Nullable TaskFollower follower();

}
