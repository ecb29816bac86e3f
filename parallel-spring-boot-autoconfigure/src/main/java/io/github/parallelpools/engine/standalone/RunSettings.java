package io.github.parallelpools.engine.standalone;

import java.time.Duration;

import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;

/**
 * How the pool of one run of a standalone task is set: for one worker and one execution,
 * which is not run again.
 */
final class RunSettings {

	private static final SizeSettings ONE_WORKER = new SizeSettings(0, 1, Duration.ZERO);

	/** Nobody runs it again, nor sends it again. */
	private static final RetrySettings ONCE = new RetrySettings(1, 1, 0);

	private static final UpkeepSettings UNTIL_ITS_END = new UpkeepSettings(Duration.ZERO).withAutoStop(true);

	private RunSettings() {
	}

	static PoolSettings of(TaskSettings settings) {
		return new PoolSettings(settings.name(), settings.kind(), ONE_WORKER, settings.overtime(),
				QueueSettings.of(1, WhenFull.REJECT), settings.work(), ONCE, UNTIL_ITS_END);
	}

}
