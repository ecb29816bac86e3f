package io.github.parallelpools.pool;

import io.github.parallelpools.task.TaskOutcome;

/**
 * An item that an {@link ItemSource} has given to a pool.
 */
public interface Delivery {

	/**
	 * The item. Asked for once, by the worker that has taken it, before the task begins;
	 * what it throws is what the task fails with.
	 * @return what the pool's handler is given
	 */
	Object item();

	/**
	 * The task has ended, before listeners are told. If it is sent again by hand from the
	 * dead letters, that end is told, too.
	 * @param outcome how it has ended; called by any thread, and returns soon
	 */
	void ended(TaskOutcome outcome);

}
