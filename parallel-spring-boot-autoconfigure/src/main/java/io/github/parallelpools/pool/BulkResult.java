package io.github.parallelpools.pool;

import org.jspecify.annotations.Nullable;

/**
 * How one item of a bulk has ended. Immutable.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
public sealed interface BulkResult<I extends @Nullable Object, O extends @Nullable Object> {

	/**
	 * Where the item was in the source.
	 * @return 0 for the first
	 */
	long index();

	/**
	 * The item.
	 * @return what the source gave
	 */
	I item();

	/**
	 * The value.
	 * @return what was made of the item, may be {@code null}
	 * @throws RuntimeException the failure, if it failed
	 */
	O get();

	/**
	 * The item has a value.
	 *
	 * @param <I> the type of the items
	 * @param <O> the type of the values
	 * @param index where the item was
	 * @param item the item
	 * @param value what was made of it
	 */
	record Done<I extends @Nullable Object, O extends @Nullable Object>(long index, I item,
			O value) implements BulkResult<I, O> {

		@Override
		public O get() {
			return this.value;
		}

	}

	/**
	 * The item has none.
	 *
	 * @param <I> the type of the items
	 * @param <O> the type of the values
	 * @param index where the item was
	 * @param item the item
	 * @param failure what its future failed with, or why it could not travel to a worker
	 */
	record Failed<I extends @Nullable Object, O extends @Nullable Object>(long index, I item,
			RuntimeException failure) implements BulkResult<I, O> {

		@Override
		public O get() {
			throw this.failure;
		}

	}

}
