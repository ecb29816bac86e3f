package io.github.parallelpools.engine.feed;

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * An object of the application that is asked for once, when the pool starts, so that it
 * may depend on the pool. Knows nothing of what the object is for.
 *
 * @param <T> the type of the object
 */
final class Late<T> {

	private final Supplier<? extends T> supplier;

	private volatile @Nullable T object;

	Late(Supplier<? extends T> supplier) {
		this.supplier = supplier;
	}

	/** Asks for the object, in a thread that may run foreign code. */
	void resolve() {
		if (this.object == null) {
			this.object = Objects.requireNonNull(this.supplier.get(), "The source or backlog of a pool can't be null");
		}
	}

	/** The object, {@code null} before the first start. */
	@Nullable T get() {
		return this.object;
	}

}
