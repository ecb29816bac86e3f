package io.github.parallelpools.engine.task;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Tells who follows a task, if anybody does, what becomes of it. Nothing of that fails.
 */
public final class Followers {

	private static final System.Logger logger = System.getLogger(Followers.class.getName());

	private Followers() {
	}

	/** The task has ended. */
	public static void ended(Execution<?> task, TaskOutcome outcome) {
		TaskFollower follower = task.follower();
		if (follower != null) {
			try {
				follower.ended(outcome);
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
	}

	/** The task was not accepted. */
	public static void refused(Execution<?> task, Throwable reason) {
		TaskFollower follower = task.follower();
		if (follower != null) {
			try {
				follower.refused(reason);
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
	}

	private static void failed(Throwable failure) {
		SafeLog.log(logger, System.Logger.Level.ERROR, "What follows a task failed; the task is not affected", failure);
	}

}
