package io.github.parallelpools.spi;

import io.github.parallelpools.task.TaskOutcome;

/**
 * Is told what becomes of one task that was submitted. Its methods may be called by any
 * thread, and return soon; what they throw is logged.
 */
public interface TaskFollower {

	/**
	 * The task has ended; called before its future is completed. If it was sent again by
	 * hand, that end is told, too.
	 * @param outcome how it has ended
	 */
	void ended(TaskOutcome outcome);

	/**
	 * The pool has not accepted the task, which will not end.
	 * @param reason what the submitter is thrown
	 */
	void refused(Throwable reason);

}
