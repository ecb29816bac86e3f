package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * How many workers a pool has.
 *
 * @param min the number of workers that are always kept, 0 or more
 * @param max the number of workers at work that is never exceeded, at least 1 and
 * {@code min}
 * @param spares how many workers are kept ready beside those at work, from 0 to 1000:
 * also beyond {@code max}, but no more than that are ever at work
 * @param releaseTime how long a worker beyond {@code min} and the spares is idle before
 * it is released; zero means never
 */
public record SizeSettings(int min, int max, int spares, Duration releaseTime) {

	/**
	 * Makes settings without spares.
	 * @param min the number of workers that are always kept
	 * @param max the number of workers that is never exceeded
	 * @param releaseTime how long a worker beyond {@code min} is idle before it is
	 * released
	 */
	public SizeSettings(int min, int max, Duration releaseTime) {
		this(min, max, 0, releaseTime);
	}

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
		if (spares < 0 || spares > 1000) {
			throw new InvalidSettingException("spares", spares, "Set it to a value from 0 to 1000.");
		}
		Durations.requireNotNegative("worker-release-time", releaseTime, "Set it to 0 (never) or more.");
	}

}
