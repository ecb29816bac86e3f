package io.github.parallelpools.task;

/**
 * What a task does: call something that the caller wrote, hand an item to the pool's
 * handler, or have the pool's poller look for work.
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
	 */
	record Item(Object item) implements Work {
	}

	/**
	 * Whatever the pool's poller finds.
	 */
	record Poll() implements Work {
	}

}
