package io.github.parallelpools.pool;

import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Many items that a pool works on, run once by asking for its results.
 * <p>
 * The thread that reads the results also reads the items and gives them to the pool, so
 * that an endless source needs no more memory than {@link #inFlight(int)} items. No other
 * thread is needed, and nothing happens while nobody reads. A source that blocks holds up
 * results that are ready. In whatever way the results end, and when their stream is
 * closed, the source is closed if it is a stream, and what is in flight is cancelled as
 * by {@link io.github.parallelpools.task.TaskFuture#cancel(boolean) cancel(true)}. Who
 * may leave before the end, closes the stream:
 *
 * <pre>
 *   try (Stream&lt;Thumbnail&gt; thumbnails = pool.map(images, Thumbnail::of).values()) {
 *       thumbnails.forEach(this::store);
 *   }
 * </pre>
 *
 * What the reading of the results throws, whatever is asked for:
 * <ul>
 * <li>what the source throws, after all results of the items before;</li>
 * <li>{@link BulkFailedException} if the pool takes no more items, as it was stopped or
 * its queue is full of others' tasks, after all results of the items before; what was
 * still queued in a stopped pool is cancelled;</li>
 * <li>{@link CancellationException} if the bulk was cancelled, or the thread is
 * interrupted while it waits, which cancels the bulk (the interrupt stays set);</li>
 * <li>{@link PoolStateException} if the pool can't be given work, or if the results are
 * waited for by a task or callback of this pool, which would wait for itself. Tasks of
 * pools of threads may {@code map}: their thread itself does then what no worker has
 * begun.</li>
 * </ul>
 * While the pool is paused or not started yet, the results wait with it. One thread at a
 * time reads the results; all else is safe for use by several threads.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
public interface Bulk<I extends @Nullable Object, O extends @Nullable Object> {

	/**
	 * Limits how many items are given to the pool before the results of others are taken.
	 * Without it, that is 16 for each worker that the pool may have. In a pool that
	 * {@linkplain WhenFull#DISCARD_OLDEST discards} tasks it is never more than the
	 * queue's capacity, so that a bulk does not discard its own items.
	 * @param limit how many, at least 1
	 * @return this
	 * @throws IllegalArgumentException if it is less than 1
	 * @throws IllegalStateException if the results were asked for
	 */
	Bulk<I, O> inFlight(int limit);

	/**
	 * Has the results come as the items are completed. Without it, they come in the order
	 * of the items.
	 * @return this
	 * @throws IllegalStateException if the results were asked for
	 */
	Bulk<I, O> asCompleted();

	/**
	 * Gives the items a priority. Without it, that is 0.
	 * @param priority as for
	 * {@link ParallelPool#submit(io.github.parallelpools.task.TaskCallable, int)}
	 * @return this
	 * @throws IllegalStateException if the results were asked for
	 */
	Bulk<I, O> priority(int priority);

	/**
	 * Gives the items a tag, by which {@link ParallelPool#cancelTagged} cancels those
	 * that have not ended. An item that the thread which reads the results does itself is
	 * not the pool's task, and has none.
	 * @param tag as of {@link TaskOptions#tag()}
	 * @return this
	 * @throws IllegalArgumentException if the tag is impossible
	 * @throws IllegalStateException if the results were asked for
	 */
	Bulk<I, O> tag(String tag);

	/**
	 * Asks for the values, and stops at the first item that fails: no more items are
	 * given to the pool, the values before it are delivered, and then the stream throws a
	 * {@link BulkFailedException}.
	 * @return a lazy stream, to be closed
	 * @throws IllegalStateException if the results were asked for
	 */
	Stream<O> values();

	/**
	 * Asks for the results of all items, whether they fail or not.
	 * @return a lazy stream, to be closed
	 * @throws IllegalStateException if the results were asked for
	 */
	Stream<BulkResult<I, O>> results();

	/**
	 * How far the bulk has come.
	 * @return the figures at this moment
	 */
	BulkProgress progress();

	/**
	 * Cancels the whole: nothing more is given to the pool, what is in flight is
	 * cancelled, the source is closed, and the next result that is asked for is a
	 * {@link CancellationException}. A thread that reads the results is woken, and
	 * interrupted if it reads the source or waits for room in the queue at this moment.
	 * @return {@code false} if the bulk had ended before
	 */
	boolean cancel();

}
