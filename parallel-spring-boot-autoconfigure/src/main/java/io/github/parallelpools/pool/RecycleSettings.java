package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * When a worker is replaced although it works, so that what its tasks leave behind does
 * not pile up. Each worker has limits that are up to a tenth smaller at random, so that
 * workers made together do not leave together.
 *
 * @param maxTasks how many tasks a worker runs; 0 means without limit
 * @param maxAge how long a worker lives; zero means without limit
 * @param maxMemory how many bytes of memory the process of a worker may have resident
 * between two tasks; 0 means without limit
 */
public record RecycleSettings(long maxTasks, Duration maxAge, long maxMemory) {

	/** No worker is replaced as long as it works. */
	public static final RecycleSettings NEVER = new RecycleSettings(0, Duration.ZERO, 0);

	/** About what a worker process has that has done nothing yet, and some more. */
	private static final long SMALLEST_MEMORY = 64L * 1024 * 1024;

	private static final Duration SHORTEST_AGE = Duration.ofMillis(100);

	public RecycleSettings {
		if (maxTasks < 0) {
			throw new InvalidSettingException("recycle.max-tasks", maxTasks, "Set it to 0 (without limit) or more.");
		}
		Durations.requireNotNegative("recycle.max-age", maxAge, "Set it to 0 (without limit) or more.");
		if (!maxAge.isZero() && maxAge.compareTo(SHORTEST_AGE) < 0) {
			throw new InvalidSettingException("recycle.max-age", maxAge,
					"Set it to at least 100ms, or to 0 (without limit).");
		}
		if (maxMemory < 0 || (maxMemory > 0 && maxMemory < SMALLEST_MEMORY)) {
			throw new InvalidSettingException("recycle.max-memory", maxMemory + "B",
					"Set it to at least 64MB, as an idle process needs some 40, or to 0 (without limit).");
		}
	}

}
