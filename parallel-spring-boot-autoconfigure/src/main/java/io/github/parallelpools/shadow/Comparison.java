package io.github.parallelpools.shadow;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.PayloadCodec;

/**
 * Whether a copy has returned the same as its task. Asks values, which are foreign code.
 */
final class Comparison {

	private final PayloadCodec codec;

	private final @Nullable BiPredicate<@Nullable Object, @Nullable Object> comparator;

	/**
	 * Makes a comparison.
	 * @param codec has encoded what tasks have returned
	 * @param comparator knows whether two values are as good as equal, that of the task
	 * first; {@code null} to ask the values themselves
	 */
	Comparison(PayloadCodec codec, @Nullable BiPredicate<@Nullable Object, @Nullable Object> comparator) {
		this.codec = codec;
		this.comparator = comparator;
	}

	/**
	 * Compares values.
	 * @param end what the task has returned
	 * @param copied what the copy has returned
	 * @return why they are not equal, {@code null} if they are
	 */
	@Nullable String difference(RealEnd end, @Nullable Object copied) throws Exception {
		if (end instanceof RealEnd.Threw threw) {
			return "the task has failed with " + threw.errorClass() + ", and the copy has returned " + type(copied);
		}
		if (this.comparator == null && end instanceof RealEnd.Encoded encoded && copied != null
				&& Arrays.equals(encoded.bytes(), this.codec.encode(copied))) {
			// Also what has no equals of its own.
			return null;
		}
		Object returned = (end instanceof RealEnd.Encoded encoded) ? this.codec.decode(ByteBuffer.wrap(encoded.bytes()))
				: ((RealEnd.Returned) end).value();
		boolean equal = (this.comparator != null) ? this.comparator.test(returned, copied)
				: Objects.deepEquals(returned, copied);
		return equal ? null : difference(returned, copied);
	}

	private String difference(@Nullable Object returned, @Nullable Object copied) {
		String types = "the task has returned %s, and the copy %s".formatted(type(returned),
				type(copied).equals(type(returned)) ? "another one" : type(copied));
		return (this.comparator == null && returned != null && hasNoEquals(returned.getClass()))
				? types + "; the class has no 'equals' of its own: name a bean that compares in 'shadow.comparator'"
				: types;
	}

	private static boolean hasNoEquals(Class<?> type) {
		try {
			return !type.isArray() && type.getMethod("equals", Object.class).getDeclaringClass() == Object.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	private static String type(@Nullable Object value) {
		return (value != null) ? value.getClass().getTypeName() : "null";
	}

}
