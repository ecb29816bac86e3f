package io.github.parallelpools.pool;

/**
 * What happens to a task that runs for longer than {@code worker-overtime}.
 */
public enum OvertimePolicy {

	/** It goes on, is counted, and its result is flagged. */
	IGNORE,

	/**
	 * As {@link #IGNORE}; and while it lasts, a substitute may serve beyond
	 * {@code max-size}.
	 */
	REPLACE,

	/**
	 * It ends with {@code 21005}: a process is killed and replaced, a thread is
	 * interrupted and, if it ignores that, abandoned and replaced.
	 */
	KILL

}
