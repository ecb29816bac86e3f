package io.github.parallelpools.pool;

/**
 * What happens to a task that finds the queue full.
 */
public enum WhenFull {

	/** The caller waits for room. */
	BLOCK,

	/** The caller gets a {@link TaskRejectedException}. */
	REJECT

}
