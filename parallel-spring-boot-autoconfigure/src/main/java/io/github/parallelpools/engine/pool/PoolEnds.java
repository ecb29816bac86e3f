package io.github.parallelpools.engine.pool;

import io.github.parallelpools.task.TaskResult;

/**
 * Told of the ends in one pool by whatever thread they happen in, the supervisor's too,
 * so that it returns at once and runs no foreign code.
 */
public interface PoolEnds {

	/** Nobody wants to know; the pool then builds no results for it. */
	PoolEnds NONE = new PoolEnds() {
	};

	/** A task has ended; its future is completed next. */
	default void ended(TaskResult result) {
	}

	/** Everybody was told of the end of a task. */
	default void told() {
	}

	/** The pool has stopped. */
	default void stopped() {
	}

}
