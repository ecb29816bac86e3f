package io.github.parallelpools.engine.pool;

import io.github.parallelpools.task.TaskResult;

/**
 * Whom a pool is for that serves one run of a standalone task and nothing else. Told by
 * whatever thread it happens in, the supervisor's too, so it returns at once and runs no
 * foreign code.
 */
public interface Solo {

	/** What messages call the task. */
	String title();

	String taskId();

	String workerId();

	/** Why the run ends if the pool stops before a worker has taken it. */
	String whyNotRun();

	/** The run has ended; its future is completed next. */
	void ended(TaskResult result);

	/** Everybody was told of the end. */
	void told();

	/** The pool has stopped. */
	void stopped();

}
