package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * What a task does: call something that the caller wrote, hand an item to a handler, or
 * have the pool's poller look for work.
 */
public sealed interface Work {

	/**
	 * Work that the caller wrote.
	 *
	 * @param callable what to call
	 */
	record Call(TaskCallable<?> callable) implements Work {
	}

	/**
	 * Work for the pool's handler.
	 *
	 * @param item what the handler is given
	 * @param resultType what the caller expects, {@code null} for anything
	 */
	record Item(Object item, @Nullable Class<?> resultType) implements Work {
	}

	/**
	 * Whatever the pool's poller finds.
	 */
	record Poll() implements Work {
	}

	/**
	 * Work for a handler that comes along with its argument, or for the worker's own.
	 *
	 * @param handler the handler, {@code null} for the worker's own
	 * @param argument what the handler is given, may be {@code null}
	 */
	record Apply(@Nullable TaskHandler<?, ?> handler, @Nullable Object argument) implements Work {
	}

}
