package io.github.parallelpools.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What a script has answered, read from left to right. Knows how values are written, but
 * not what they mean. For one thread.
 */
final class RedisAnswer {

	private final List<?> values;

	private int next;

	RedisAnswer(List<?> values) {
		this.values = values;
	}

	boolean isEmpty() {
		return this.next == this.values.size();
	}

	byte @Nullable [] optionalBytes() {
		return (byte[]) next();
	}

	byte[] bytes() {
		return Objects.requireNonNull(optionalBytes());
	}

	@Nullable String optionalText() {
		byte[] bytes = optionalBytes();
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

	String text() {
		return Objects.requireNonNull(optionalText());
	}

	long number() {
		Object value = next();
		return (value instanceof Long number) ? number
				: Long.parseLong(new String((byte[]) Objects.requireNonNull(value), StandardCharsets.US_ASCII));
	}

	int count() {
		return Math.toIntExact(number());
	}

	boolean yes() {
		return number() != 0;
	}

	Duration time() {
		return Duration.of(number(), ChronoUnit.MICROS);
	}

	@Nullable Duration optionalTime() {
		String micros = optionalText();
		return (micros != null) ? Duration.of(Long.parseLong(micros), ChronoUnit.MICROS) : null;
	}

	/** The next value, which is an answer of its own. */
	RedisAnswer inner() {
		return new RedisAnswer((List<?>) Objects.requireNonNull(next()));
	}

	/** All values that are left, each of them an answer of its own. */
	<T> List<T> each(Function<RedisAnswer, T> reading) {
		return this.values.subList(this.next, this.values.size())
			.stream()
			.map((value) -> reading.apply(new RedisAnswer((List<?>) value)))
			.toList();
	}

	/** All values that are left, as text. */
	List<String> texts() {
		return this.values.subList(this.next, this.values.size())
			.stream()
			.map((value) -> new String((byte[]) value, StandardCharsets.UTF_8))
			.toList();
	}

	private @Nullable Object next() {
		return this.values.get(this.next++);
	}

}
