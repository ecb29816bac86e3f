package io.github.parallelpools.pool;

import java.util.concurrent.RejectedExecutionException;

/**
 * A pool did not accept a task: the queue is full or the pool is stopped. The message
 * carries the figures and the remedy. The task never runs and is no part of the
 * accounting but the count of rejections.
 */
public final class TaskRejectedException extends RejectedExecutionException {

	/**
	 * Rejects a task.
	 * @param message which pool, its figures, and the remedy
	 */
	public TaskRejectedException(String message) {
		super(message);
	}

}
