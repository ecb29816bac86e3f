package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * How a pool keeps its workers, and for how long: what happens if they don't start, when
 * they are replaced although they work, and whether the pool stops by itself.
 *
 * @param startFailureTimeout how long a task waits at most while the pool has no worker
 * and can't start one, before it ends with {@code 21399}; zero means for ever
 * @param recycle when a worker is replaced although it works
 * @param autoStop whether the pool stops by itself once it has worked and nothing is
 * queued or running any more
 */
public record UpkeepSettings(Duration startFailureTimeout, RecycleSettings recycle, boolean autoStop) {

	/** What holds where nothing else is said. */
	public static final UpkeepSettings STANDARD = new UpkeepSettings(Duration.ofMinutes(1), RecycleSettings.NEVER,
			false);

	public UpkeepSettings {
		Durations.requireNotNegative("start-failure-timeout", startFailureTimeout,
				"Set it to 0 (wait for ever) or more.");
	}

	/**
	 * Settings of a pool that does not stop by itself.
	 * @param startFailureTimeout how long a task waits at most while the pool has no
	 * worker and can't start one; zero means for ever
	 * @param recycle when a worker is replaced although it works
	 */
	public UpkeepSettings(Duration startFailureTimeout, RecycleSettings recycle) {
		this(startFailureTimeout, recycle, false);
	}

	/**
	 * Settings of a pool whose workers stay as long as they work.
	 * @param startFailureTimeout how long a task waits at most while the pool has no
	 * worker and can't start one; zero means for ever
	 */
	public UpkeepSettings(Duration startFailureTimeout) {
		this(startFailureTimeout, RecycleSettings.NEVER);
	}

	/**
	 * The same of a pool that stops by itself, or does not.
	 * @param other whether it does
	 * @return the settings
	 */
	public UpkeepSettings withAutoStop(boolean other) {
		return new UpkeepSettings(this.startFailureTimeout, this.recycle, other);
	}

}
