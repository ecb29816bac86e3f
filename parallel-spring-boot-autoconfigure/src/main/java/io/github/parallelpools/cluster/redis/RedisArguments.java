package io.github.parallelpools.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a script is told. Everything travels as bytes, so that names and values may hold
 * anything; durations are microseconds. For one thread.
 */
final class RedisArguments {

	private final List<byte[]> values = new ArrayList<>();

	static RedisArguments of(String first) {
		return new RedisArguments().and(first);
	}

	RedisArguments and(byte[] value) {
		this.values.add(value);
		return this;
	}

	RedisArguments and(String value) {
		return and(value.getBytes(StandardCharsets.UTF_8));
	}

	RedisArguments and(long value) {
		return and(Long.toString(value));
	}

	RedisArguments and(boolean value) {
		return and(value ? "1" : "0");
	}

	RedisArguments and(Duration value) {
		return and(micros(value));
	}

	RedisArguments and(Collection<String> all) {
		all.forEach(this::and);
		return this;
	}

	byte[][] toArray() {
		return this.values.toArray(byte[][]::new);
	}

	private static long micros(Duration value) {
		return value.truncatedTo(ChronoUnit.MICROS).dividedBy(ChronoUnit.MICROS.getDuration());
	}

}
