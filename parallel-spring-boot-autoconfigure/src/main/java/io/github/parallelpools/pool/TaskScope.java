package io.github.parallelpools.pool;

/**
 * Where a standalone task has one run at a time.
 */
public enum TaskScope {

	/** In this instance of the application; others know nothing of it. */
	LOCAL,

	/**
	 * In the whole cluster: all instances that start a task of that name take part in the
	 * same run, which one of them executes. If that one dies, another takes it over.
	 */
	CLUSTER

}
