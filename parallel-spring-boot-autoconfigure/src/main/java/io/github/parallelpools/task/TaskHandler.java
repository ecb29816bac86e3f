package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * Handles the items that are sent to a pool, one at a time per worker.
 * <p>
 * On pools of threads one instance, usually a bean, serves all workers at once and must
 * be thread-safe. On pools of processes each worker makes an instance of its own with the
 * no-arg constructor; if it is {@link AutoCloseable} it is closed when the worker ends
 * gracefully.
 *
 * @param <I> the type of the items
 * @param <O> the type of the results
 */
@FunctionalInterface
public interface TaskHandler<I extends @Nullable Object, O extends @Nullable Object> {

	/**
	 * Handles one item.
	 * @param item the item
	 * @param context what the handler may know and use
	 * @return the result, may be {@code null}
	 * @throws Exception if the item can't be handled; the task then ends with
	 * {@code 21399}
	 */
	O handle(I item, TaskContext context) throws Exception;

}
