package io.github.parallelpools.shared.store;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.SharedMapException;

/**
 * Turns the keys and values of one map into what is stored, and back; says what is wrong
 * with them. Knows nothing of the store.
 *
 * @param <V> the type of the values
 */
final class Values<V> {

	private final String tag;

	private final ValueCodec codec;

	Values(String tag, ValueCodec codec) {
		Objects.requireNonNull(tag, "A shared map needs a tag");
		if (tag.length() > SharedMap.LONGEST_KEY) {
			throw new IllegalArgumentException("The tag '%s' has %s characters. Use one with at most %s."
				.formatted(KeyName.shorten(tag), tag.length(), SharedMap.LONGEST_KEY));
		}
		this.tag = tag;
		this.codec = codec;
	}

	String tag() {
		return this.tag;
	}

	/** A key that can be put. */
	String key(String key) {
		Objects.requireNonNull(key, "The keys of a shared map can't be null");
		if (key.length() > SharedMap.LONGEST_KEY) {
			throw new IllegalArgumentException("%s has %s characters. Use one with at most %s.".formatted(describe(key),
					key.length(), SharedMap.LONGEST_KEY));
		}
		return key;
	}

	/** A key that is looked for, {@code null} if it can't be in any map. */
	@Nullable String lookup(@Nullable Object key) {
		Objects.requireNonNull(key, "The keys of a shared map can't be null");
		return (key instanceof String text && text.length() <= SharedMap.LONGEST_KEY) ? text : null;
	}

	EncodedValue encode(String key, V value) {
		Objects.requireNonNull(value, "The values of a shared map can't be null");
		if (value instanceof Integer number) {
			return new EncodedValue.OfInteger(number);
		}
		if (value instanceof Long number) {
			return new EncodedValue.OfLong(number);
		}
		if (value instanceof String text && text.length() <= EncodedValue.LONGEST_TEXT) {
			return new EncodedValue.OfText(text);
		}
		return new EncodedValue.OfCodec(this.codec.encode(value, this.tag, key));
	}

	@SuppressWarnings("unchecked")
	V decode(String key, EncodedValue value) {
		if (value instanceof EncodedValue.OfInteger one) {
			return (V) (Object) one.number();
		}
		if (value instanceof EncodedValue.OfLong one) {
			return (V) (Object) one.number();
		}
		if (value instanceof EncodedValue.OfText one) {
			return (V) one.text();
		}
		return (V) decode(key, ((EncodedValue.OfCodec) value).bytes());
	}

	private Object decode(String key, byte[] bytes) {
		try {
			return Objects.requireNonNull(this.codec.decode(bytes), "it is null");
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			String message = "The value of %s can't be decoded in this process: %s. Its class must be present here, and "
					+ "allowed by 'process.serial-filter', or in the application by 'parallel.shared.serial-filter'. "
					+ "keySet().remove(key) removes it undecoded.";
			throw new SharedMapException(message.formatted(describe(key), text(ex)), ex);
		}
	}

	ArithmeticException overflow(String key, long delta, EncodedValue current) {
		return new ArithmeticException(
				"Adding %s to %s is beyond what its value, the %s %s, can become. Nothing was changed.".formatted(delta,
						describe(key), type(key, current), decode(key, current)));
	}

	ClassCastException notANumber(String key, @Nullable EncodedValue current) {
		return new ClassCastException(
				"Nothing can be added to %s: it holds %s, and only an Integer or a Long can be added to. Use merge."
					.formatted(describe(key), type(key, current)));
	}

	/** The name of a value's class, as far as it can be known here. */
	private String type(String key, @Nullable EncodedValue value) {
		if (value == null) {
			return "a value that is too large to travel here";
		}
		try {
			return decode(key, value).getClass().getTypeName();
		}
		catch (SharedMapException ex) {
			return "a value that can't be decoded here (%s)".formatted(text(ex.getCause()));
		}
	}

	private String describe(String key) {
		return KeyName.of(this.tag, key);
	}

	/** What an error says of itself; it may be the user's code. */
	private static String text(@Nullable Throwable error) {
		try {
			return String.valueOf(error);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return Objects.requireNonNull(error).getClass().getName();
		}
	}

}
