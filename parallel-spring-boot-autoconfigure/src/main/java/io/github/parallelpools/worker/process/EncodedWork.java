package io.github.parallelpools.worker.process;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.EncodedContext;
import io.github.parallelpools.spi.FollowedPayload;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Work that was encoded before a worker runs it.
 *
 * @param mode what it is
 * @param body the encoded object or objects, empty for a poll
 * @param context what its submitter had along, {@code null} for nothing
 */
record EncodedWork(TaskMessage.Mode mode, byte[] body, @Nullable EncodedContext context) implements FollowedPayload {

	EncodedWork(TaskMessage.Mode mode, byte[] body) {
		this(mode, body, null);
	}

	EncodedWork with(@Nullable EncodedContext along) {
		return (along != null) ? new EncodedWork(this.mode, this.body, along) : this;
	}

	@Override
	public @Nullable TaskFollower follower() {
		return (this.context != null) ? this.context.follower() : null;
	}

	/** How many bytes it has. */
	long size() {
		return (this.context != null) ? (long) this.body.length + this.context.bytes().length : this.body.length;
	}

}
