package io.github.parallelpools.pool;

/**
 * What happens to a task that finds the queue full.
 */
public enum WhenFull {

	/**
	 * The caller waits for room, in the order of arrival and for at most the
	 * {@code queue.block-timeout}. A caller that is itself a task of the pool gets a
	 * {@link TaskRejectedException} instead, as it might wait for itself.
	 */
	BLOCK,

	/** The caller gets a {@link TaskRejectedException}. */
	REJECT,

	/**
	 * The task that was put first ends with {@code 21004} to make room. In a queue with
	 * priorities it is the first one of the lowest priority, which may be the new task
	 * itself: that one is accepted and ends at once.
	 */
	DISCARD_OLDEST,

	/**
	 * The caller runs the task in its own thread before {@code submit} or {@code send}
	 * returns. It gets a {@link TaskRejectedException} if the pool runs no tasks at
	 * present, as it is new or paused. Not for pools of processes.
	 */
	CALLER_RUNS

}
