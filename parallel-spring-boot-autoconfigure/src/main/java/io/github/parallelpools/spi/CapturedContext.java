package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCallable;

/**
 * What the thread that submitted a task had along. Used by one thread at a time.
 */
public interface CapturedContext {

	/**
	 * Has the calling thread run the task as the one that submitted it would have, and
	 * takes back what that needs.
	 * @param <T> the type of the value
	 * @param task the task
	 * @return what the task returns
	 * @throws Exception what the task throws
	 */
	<T extends @Nullable Object> T call(TaskCallable<T> task) throws Exception;

	/**
	 * Who follows the task.
	 * @return the follower, {@code null} for nobody
	 */
	default @Nullable TaskFollower follower() {
		return null;
	}

}
