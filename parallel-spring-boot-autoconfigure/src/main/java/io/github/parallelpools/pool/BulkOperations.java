package io.github.parallelpools.pool;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskMapper;

/**
 * What a pool does with many items. Each item is a task of its own, with an end of its
 * own: one that kills its worker costs that item only. The methods return at once and
 * give nothing to the pool before the first result is asked for; see {@link Bulk}.
 */
public interface BulkOperations {

	/**
	 * Has the workers make a value of each item.
	 * @param <I> the type of the items
	 * @param <O> the type of the values
	 * @param items the items, also {@code null}, and also endless
	 * @param mapper what is done with each of them; on a pool of processes it travels
	 * with each item
	 * @return the bulk, whose results are to be asked for
	 */
	<I extends @Nullable Object, O extends @Nullable Object> Bulk<I, O> map(Iterable<? extends I> items,
			TaskMapper<? super I, ? extends O> mapper);

	/**
	 * Has the workers make a value of each item.
	 * @param <I> the type of the items
	 * @param <O> the type of the values
	 * @param items the items, as of {@link #map(Iterable, TaskMapper)}; closed when the
	 * bulk ends
	 * @param mapper what is done with each of them
	 * @return the bulk, whose results are to be asked for
	 */
	<I extends @Nullable Object, O extends @Nullable Object> Bulk<I, O> map(Stream<? extends I> items,
			TaskMapper<? super I, ? extends O> mapper);

	/**
	 * Sends all items to the pool's handler.
	 * @param <I> the type of the items
	 * @param <O> the type of the handler's results
	 * @param items the items, also endless; one that is {@code null} fails
	 * @param resultType the class of the handler's results; another result makes its item
	 * fail with a {@link ClassCastException} as the cause
	 * @return the bulk, whose results are to be asked for; if the pool has no handler,
	 * that throws a {@link PoolStateException}
	 */
	<I, O> Bulk<I, @Nullable O> sendAll(Iterable<? extends I> items, Class<O> resultType);

	/**
	 * Sends all items to the pool's handler.
	 * @param <I> the type of the items
	 * @param <O> the type of the handler's results
	 * @param items the items, as of {@link #sendAll(Iterable, Class)}; closed when the
	 * bulk ends
	 * @param resultType the class of the handler's results
	 * @return the bulk, whose results are to be asked for
	 */
	<I, O> Bulk<I, @Nullable O> sendAll(Stream<? extends I> items, Class<O> resultType);

	/**
	 * Sends all items to the pool's handler, whatever that returns.
	 * @param <I> the type of the items
	 * @param items the items, as of {@link #sendAll(Iterable, Class)}
	 * @return the bulk, whose results are to be asked for
	 */
	default <I> Bulk<I, @Nullable Object> sendAll(Iterable<? extends I> items) {
		return sendAll(items, Object.class);
	}

	/**
	 * Sends all items to the pool's handler, whatever that returns.
	 * @param <I> the type of the items
	 * @param items the items, as of {@link #sendAll(Stream, Class)}
	 * @return the bulk, whose results are to be asked for
	 */
	default <I> Bulk<I, @Nullable Object> sendAll(Stream<? extends I> items) {
		return sendAll(items, Object.class);
	}

}
