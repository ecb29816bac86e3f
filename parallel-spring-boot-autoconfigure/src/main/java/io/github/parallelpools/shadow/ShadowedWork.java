package io.github.parallelpools.shadow;

import io.github.parallelpools.spi.FollowedPayload;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A task that has a copy beside it.
 *
 * @param payload what the task's worker is given
 * @param copy the copy
 */
record ShadowedWork(Object payload, Copy copy) implements FollowedPayload {

	@Override
	public TaskFollower follower() {
		TaskFollower own = (this.payload instanceof FollowedPayload followed) ? followed.follower() : null;
		return (own != null) ? new Both(own, this.copy) : this.copy;
	}

	/** Whoever followed the task before comes first. */
	private record Both(TaskFollower own, TaskFollower copy) implements TaskFollower {

		@Override
		public void ended(TaskOutcome outcome) {
			try {
				this.own.ended(outcome);
			}
			finally {
				this.copy.ended(outcome);
			}
		}

		@Override
		public void refused(Throwable reason) {
			try {
				this.own.refused(reason);
			}
			finally {
				this.copy.refused(reason);
			}
		}

	}

}
