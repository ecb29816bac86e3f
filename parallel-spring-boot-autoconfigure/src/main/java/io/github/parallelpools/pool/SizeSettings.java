package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * How many workers a pool has.
 *
 * @param min the number of workers that are always kept, 0 or more
 * @param max the number of workers that is never exceeded, at least 1 and {@code min}
 * @param releaseTime how long a worker beyond {@code min} is idle before it is released;
 * zero means never
 */
public record SizeSettings(int min, int max, Duration releaseTime) {

	public SizeSettings {
		if (min < 0) {
			throw new InvalidSettingException("min-size", min, "Set it to 0 or more.");
		}
		if (max < 1) {
			throw new InvalidSettingException("max-size", max, "Set it to 1 or more.");
		}
		if (min > max) {
			throw new InvalidSettingException("min-size", min,
					"It is greater than 'max-size' (%s). Lower it, or raise 'max-size'.".formatted(max));
		}
		Durations.requireNotNegative("worker-release-time", releaseTime, "Set it to 0 (never) or more.");
	}

}
