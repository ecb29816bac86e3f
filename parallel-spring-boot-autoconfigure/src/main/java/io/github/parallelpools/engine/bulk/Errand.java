package io.github.parallelpools.engine.bulk;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.task.MappedItem;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskMapper;

/**
 * How one item is given to the pool.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
interface Errand<I extends @Nullable Object, O extends @Nullable Object> {

	/** Whether the reader can do an item itself. */
	default boolean isForAnyThread() {
		return false;
	}

	/** What the reader can do itself, {@code null} if only a worker can. */
	default @Nullable Claim<I, O> claim(I item) {
		return null;
	}

	/**
	 * Gives an item to the pool.
	 * @param item the item
	 * @param claim what was made of it by {@link #claim}
	 * @param options what else is to be known of it
	 */
	TaskFuture<? extends O> give(I item, @Nullable Claim<I, O> claim, TaskOptions options);

	/**
	 * Maps in threads of this JVM.
	 *
	 * @param <I> the type of the items
	 * @param <O> the type of the values
	 * @param pool maps
	 * @param mapper what is done
	 */
	record MapHere<I extends @Nullable Object, O extends @Nullable Object>(ParallelPool pool,
			TaskMapper<? super I, ? extends O> mapper) implements Errand<I, O> {

		@Override
		public boolean isForAnyThread() {
			return true;
		}

		@Override
		public Claim<I, O> claim(I item) {
			return new Claim<>(this.mapper, item);
		}

		@Override
		public TaskFuture<? extends O> give(I item, @Nullable Claim<I, O> claim, TaskOptions options) {
			return this.pool.submit(Objects.requireNonNull(claim), options);
		}

	}

	/**
	 * Maps in other processes.
	 *
	 * @param <I> the type of the items
	 * @param <O> the type of the values
	 * @param pool maps
	 * @param mapper what is done
	 */
	record MapThere<I extends @Nullable Object, O extends @Nullable Object>(ParallelPool pool,
			TaskMapper<? super I, ? extends O> mapper) implements Errand<I, O> {

		@Override
		public TaskFuture<? extends O> give(I item, @Nullable Claim<I, O> claim, TaskOptions options) {
			return this.pool.submit(new MappedItem<I, O>(this.mapper, item), options);
		}

	}

	/**
	 * Sends to the pool's handler.
	 *
	 * @param <I> the type of the items
	 * @param <O> the type of the handler's results
	 * @param pool has the handler
	 * @param resultType the class of its results
	 */
	record Send<I, O>(ParallelPool pool, Class<O> resultType) implements Errand<I, @Nullable O> {

		@Override
		public TaskFuture<@Nullable O> give(I item, @Nullable Claim<I, @Nullable O> claim, TaskOptions options) {
			return this.pool.send(item, this.resultType, options);
		}

	}

}
