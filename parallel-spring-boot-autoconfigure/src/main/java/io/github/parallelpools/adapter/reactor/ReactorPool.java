package io.github.parallelpools.adapter.reactor;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.task.MappedItem;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskMapper;

/**
 * A pool as a source of {@link Mono} and {@link Flux}. Nothing is given to the pool
 * before somebody subscribes; each subscription is a task of its own. Cancelling the
 * subscription cancels the task: a thread is interrupted, a process is killed. What a
 * task fails with is the error, as of {@link io.github.parallelpools.task.TaskFuture}; a
 * rejection is an error, too. Safe for use by several threads.
 * <p>
 * Where the pool's queue is full and its callers wait for room, the thread that
 * subscribes waits: let it be another one ({@code subscribeOn}), or have the pool reject.
 * Signals come in the worker's thread, which they occupy; {@code publishOn} has them come
 * in another.
 */
public final class ReactorPool {

	/** So that workers need not wait for the next item. */
	private static final int ITEMS_FOR_EACH_WORKER = 2;

	private final ParallelPool pool;

	private ReactorPool(ParallelPool pool) {
		this.pool = pool;
	}

	/**
	 * Uses a pool.
	 * @param pool the pool
	 * @return the same pool for Reactor
	 */
	public static ReactorPool of(ParallelPool pool) {
		return new ReactorPool(Objects.requireNonNull(pool, "A pool can't be null"));
	}

	/**
	 * Has a worker call what the caller wrote.
	 * @param <T> the type of the value
	 * @param task what to call, as of {@link ParallelPool#submit(TaskCallable)}
	 * @return the value, or empty if it is {@code null}
	 */
	public <T> Mono<T> submit(TaskCallable<? extends @Nullable T> task) {
		return submit(task, TaskOptions.DEFAULTS);
	}

	/**
	 * Has a worker call what the caller wrote.
	 * @param <T> the type of the value
	 * @param task what to call, as of {@link ParallelPool#submit(TaskCallable)}
	 * @param options what else is to be known of the task
	 * @return the value, or empty if it is {@code null}
	 */
	public <T> Mono<T> submit(TaskCallable<? extends @Nullable T> task, TaskOptions options) {
		return mono(() -> this.pool.submit(task, options));
	}

	/**
	 * Has a worker give an item to the pool's handler.
	 * @param <T> the type of the handler's result
	 * @param item the item
	 * @param resultType the class of the handler's result
	 * @return the result, or empty if it is {@code null}
	 */
	public <T> Mono<T> send(Object item, Class<T> resultType) {
		return send(item, resultType, TaskOptions.DEFAULTS);
	}

	/**
	 * Has a worker give an item to the pool's handler.
	 * @param <T> the type of the handler's result
	 * @param item the item
	 * @param resultType the class of the handler's result
	 * @param options what else is to be known of the task
	 * @return the result, or empty if it is {@code null}
	 */
	public <T> Mono<T> send(Object item, Class<T> resultType, TaskOptions options) {
		return mono(() -> this.pool.send(item, resultType, options));
	}

	/**
	 * Has the workers make a value of each item, twice as many at a time as the pool has
	 * workers at most; more items are not asked for. The first that fails is the error,
	 * and cancels the others.
	 * @param <I> the type of the items
	 * @param <O> the type of the values
	 * @param items the items
	 * @param mapper what is done with each of them; on a pool of processes it travels
	 * with each item
	 * @return the values, in the order of the items; those that are {@code null} are left
	 * out
	 */
	public <I, O> Flux<O> map(Publisher<? extends I> items, TaskMapper<? super I, ? extends @Nullable O> mapper) {
		return Flux.defer(() -> Flux.<I>from(items)
			.flatMapSequential((item) -> submit(new MappedItem<I, @Nullable O>(mapper, item)),
					(int) Math.min(Integer.MAX_VALUE, (long) ITEMS_FOR_EACH_WORKER * this.pool.settings().size().max()),
					1));
	}

	/** Reactor leaves out what is {@code null}, and cancels as {@code cancel(true)}. */
	@SuppressWarnings("NullAway")
	private static <T> Mono<T> mono(Supplier<? extends CompletableFuture<? extends @Nullable T>> task) {
		return Mono.fromFuture(task);
	}

}
