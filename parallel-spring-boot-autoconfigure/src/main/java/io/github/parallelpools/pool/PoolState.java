package io.github.parallelpools.pool;

import java.util.EnumSet;
import java.util.Set;

/**
 * The states of a pool and the moves between them.
 *
 * <pre>
 *  NEW --start--> STARTING --ready--> RUNNING --pause--> PAUSING --idle--> PAUSED
 *   |                |  |                |  ^               | |              | |
 *   |                |  '-----pause------+--|---------------^ |              | |
 *   |                |                   |  '-----resume------+--------------' |
 *   |                '-------stop--------+------------stop----+----------------'
 *   |                                    v
 *   |                                 STOPPING --no workers left--> STOPPED --start--> STARTING
 *   '-------------------------------stop-------------------------------^
 * </pre>
 *
 * Tasks are accepted in every state but {@link #STOPPING} and {@link #STOPPED}; they are
 * taken to run in {@link #STARTING} and {@link #RUNNING} only.
 */
public enum PoolState {

	/** Never started; collects tasks. */
	NEW,

	/** The first {@code min-size} workers are on their way. */
	STARTING,

	/** Works. */
	RUNNING,

	/** Starts no task; some are still running. */
	PAUSING,

	/** Starts no task, and none is running. */
	PAUSED,

	/** Refuses tasks; some workers are still there. */
	STOPPING,

	/** Refuses tasks and has no workers; what was queued still is. */
	STOPPED;

	/**
	 * The states that may follow.
	 * @return the targets of the arrows above
	 */
	public Set<PoolState> next() {
		return switch (this) {
			case NEW -> EnumSet.of(STARTING, STOPPED);
			case STARTING -> EnumSet.of(RUNNING, PAUSING, STOPPING);
			case RUNNING -> EnumSet.of(PAUSING, STOPPING);
			case PAUSING -> EnumSet.of(PAUSED, RUNNING, STOPPING);
			case PAUSED -> EnumSet.of(RUNNING, STOPPING);
			case STOPPING -> EnumSet.of(STOPPED);
			case STOPPED -> EnumSet.of(STARTING);
		};
	}

	/**
	 * Whether tasks are taken to run.
	 * @return {@code true} while starting and running
	 */
	public boolean runsTasks() {
		return this == STARTING || this == RUNNING;
	}

	/**
	 * Whether new tasks are accepted.
	 * @return {@code false} while stopping and stopped
	 */
	public boolean acceptsTasks() {
		return this != STOPPING && this != STOPPED;
	}

}
