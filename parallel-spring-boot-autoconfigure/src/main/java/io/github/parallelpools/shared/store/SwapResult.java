package io.github.parallelpools.shared.store;

import org.jspecify.annotations.Nullable;

/** How a {@link MapStore#compareAndSet} went. */
public sealed interface SwapResult {

	/** The update is made. */
	record Swapped() implements SwapResult {
	}

	/**
	 * Somebody else was faster; nothing was changed.
	 *
	 * @param current what the key holds instead, {@code null} if nothing
	 */
	record Lost(@Nullable StoredEntry current) implements SwapResult {
	}

}
