package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * How a pool keeps its workers: what happens if they don't start, and when they are
 * replaced although they work.
 *
 * @param startFailureTimeout how long a task waits at most while the pool has no worker
 * and can't start one, before it ends with {@code 21399}; zero means for ever
 * @param recycle when a worker is replaced although it works
 */
public record UpkeepSettings(Duration startFailureTimeout, RecycleSettings recycle) {

	/** What holds where nothing else is said. */
	public static final UpkeepSettings STANDARD = new UpkeepSettings(Duration.ofMinutes(1), RecycleSettings.NEVER);

	public UpkeepSettings {
		Durations.requireNotNegative("start-failure-timeout", startFailureTimeout,
				"Set it to 0 (wait for ever) or more.");
	}

	/**
	 * Settings of a pool whose workers stay as long as they work.
	 * @param startFailureTimeout how long a task waits at most while the pool has no
	 * worker and can't start one; zero means for ever
	 */
	public UpkeepSettings(Duration startFailureTimeout) {
		this(startFailureTimeout, RecycleSettings.NEVER);
	}

}
