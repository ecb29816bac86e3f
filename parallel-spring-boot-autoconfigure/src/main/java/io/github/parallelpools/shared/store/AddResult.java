package io.github.parallelpools.shared.store;

import org.jspecify.annotations.Nullable;

/** How a {@link MapStore#add} went. */
public sealed interface AddResult {

	/**
	 * It was added.
	 *
	 * @param value the sum, which the key now holds
	 */
	record Sum(long value) implements AddResult {
	}

	/**
	 * The sum is beyond the range of the value's type; nothing was changed.
	 *
	 * @param value what the key holds
	 */
	record Overflow(EncodedValue value) implements AddResult {
	}

	/**
	 * The key holds something else than a number; nothing was changed.
	 *
	 * @param value what the key holds, {@code null} if that is too large to be told
	 */
	record NotANumber(@Nullable EncodedValue value) implements AddResult {
	}

}
