package io.github.parallelpools.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.DesiredState;
import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;

/** Maps, and states that pools are to have, as scripts write and read them. */
final class RedisMaps {

	private final RedisCalls calls;

	RedisMaps(RedisCalls calls) {
		this.calls = calls;
	}

	@Nullable MapValue get(String map, String key) {
		return value(this.calls.call(RedisScript.GET, RedisArguments.of(map).and(key)).optionalBytes());
	}

	OptionalLong cas(String map, String key, long expected, byte @Nullable [] value) {
		RedisAnswer answer = put(map, key, Long.toString(expected), value);
		return answer.yes() ? OptionalLong.of(answer.number()) : OptionalLong.empty();
	}

	@Nullable MapValue put(String map, String key, byte @Nullable [] value) {
		RedisAnswer answer = put(map, key, "", value);
		answer.yes();
		answer.number();
		return value(answer.optionalBytes());
	}

	List<MapEntry> entries(String map) {
		RedisAnswer answer = this.calls.call(RedisScript.ENTRIES, RedisArguments.of(map));
		List<MapEntry> entries = new ArrayList<>();
		while (!answer.isEmpty()) {
			entries.add(new MapEntry(answer.text(), Versioned.read(answer.bytes()).asValue()));
		}
		return entries;
	}

	int size(String map) {
		return this.calls.call(RedisScript.SIZE, RedisArguments.of(map)).count();
	}

	void clear(String map) {
		this.calls.call(RedisScript.CLEAR, RedisArguments.of(map));
	}

	List<String> names() {
		return this.calls.call(RedisScript.MAPS).texts();
	}

	Optional<DesiredState> desired(String pool) {
		byte[] held = this.calls.call(RedisScript.DESIRED, RedisArguments.of(pool)).optionalBytes();
		return Optional.ofNullable(held).map((bytes) -> Versioned.read(bytes).asState());
	}

	OptionalLong desire(String pool, long version, String state) {
		RedisAnswer answer = this.calls.call(RedisScript.DESIRE, RedisArguments.of(pool).and(version).and(state));
		return answer.isEmpty() ? OptionalLong.empty() : OptionalLong.of(answer.number());
	}

	private RedisAnswer put(String map, String key, String expected, byte @Nullable [] value) {
		return this.calls.call(RedisScript.PUT,
				RedisArguments.of(map)
					.and(key)
					.and(expected)
					.and(value != null)
					.and((value != null) ? value : new byte[0]));
	}

	private static @Nullable MapValue value(byte @Nullable [] held) {
		return (held != null) ? Versioned.read(held).asValue() : null;
	}

}
