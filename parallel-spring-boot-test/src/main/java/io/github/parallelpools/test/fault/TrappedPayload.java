package io.github.parallelpools.test.fault;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.FollowedPayload;
import io.github.parallelpools.spi.TaskFollower;

/**
 * An encoded task whose worker meets a fault when its result was sent.
 *
 * @param payload the encoded task
 * @param trap the fault
 */
record TrappedPayload(Object payload, Trap trap) implements FollowedPayload {

	static Object plain(Object payload) {
		return (payload instanceof TrappedPayload trapped) ? trapped.payload() : payload;
	}

	@Override
	public @Nullable TaskFollower follower() {
		return (this.payload instanceof FollowedPayload followed) ? followed.follower() : null;
	}

}
