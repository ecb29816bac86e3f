package io.github.parallelpools.test.fault;

/** When in the life of a worker a fault happens to it. */
public enum WorkerMoment {

	/** The process runs, and nothing of the application's was made in it. */
	STARTING,

	/** The handler was made, if there is one, and the worker is not ready yet. */
	HANDLER_MADE

}
