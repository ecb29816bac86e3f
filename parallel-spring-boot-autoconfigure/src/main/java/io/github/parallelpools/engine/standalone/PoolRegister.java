package io.github.parallelpools.engine.standalone;

import io.github.parallelpools.engine.pool.WorkerPool;

/** Who looks after the pools of an engine, for those that live for one run only. */
public interface PoolRegister {

	/** Looks after a pool from now on, unless the application closes. */
	void open(WorkerPool pool);

	/**
	 * Closes a pool that has stopped, and knows it no more. Runs foreign code: that of
	 * whoever waits for what was still queued.
	 */
	void forget(WorkerPool pool);

}
