package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * Checks durations of settings; the engine counts them in nanoseconds of a {@code long}.
 */
final class Durations {

	private static final Duration MAX = Duration.ofDays(36500);

	private Durations() {
	}

	static void requireNotNegative(String property, Duration value, String remedy) {
		if (value.isNegative()) {
			throw new InvalidSettingException(property, value, remedy);
		}
		if (value.compareTo(MAX) > 0) {
			throw new InvalidSettingException(property, value, "Set it to at most 36500 days.");
		}
	}

}
