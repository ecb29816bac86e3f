package io.github.parallelpools.worker.thread;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.CapturedContext;
import io.github.parallelpools.spi.FollowedPayload;
import io.github.parallelpools.spi.TaskFollower;

/**
 * Work whose submitter had something along.
 *
 * @param work the work, or what is called
 * @param context what the submitter had along
 */
record CarriedWork(Object work, CapturedContext context) implements FollowedPayload {

	@Override
	public @Nullable TaskFollower follower() {
		return this.context.follower();
	}

}
