package io.github.parallelpools.pool;

/**
 * What a pool's workers are.
 */
public enum WorkerKind {

	/** Platform threads. */
	THREAD,

	/** Virtual threads, Java 21 or newer. */
	VIRTUAL,

	/** Forked JVMs, which can be killed and have a heap of their own. */
	PROCESS

}
