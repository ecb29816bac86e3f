package io.github.parallelpools.test.fault;

/** When in the life of a task a fault happens to its worker. */
public enum TaskMoment {

	/** The worker has decoded the task and is about to call its code. */
	RUNNING,

	/** The task's code has returned; the result is not encoded yet. */
	RETURNING,

	/**
	 * The application has the result, and nobody was told of it. Only for faults that
	 * come from outside: crash, kill and freeze.
	 */
	RESULT_SENT

}
