package io.github.parallelpools.pool;

import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of a pool come from, for people to read.
 */
public sealed interface Feed {

	/** Tasks are submitted and sent, and wait in the pool's own queue. */
	Feed SUBMITTED = new Submitted();

	/**
	 * Tasks are submitted and sent, and wait in the pool's own queue.
	 */
	record Submitted() implements Feed {
	}

	/**
	 * The workers fetch their own work.
	 *
	 * @param poller what fetches it
	 * @param backlog what tells how many items wait elsewhere, {@code null} if nothing
	 * does: the pool then always has as many workers as it may
	 */
	record Polled(String poller, @Nullable String backlog) implements Feed {
	}

	/**
	 * The workers take the items for the handler out of a queue of the application.
	 *
	 * @param queue the queue
	 */
	record Taken(String queue) implements Feed {
	}

}
