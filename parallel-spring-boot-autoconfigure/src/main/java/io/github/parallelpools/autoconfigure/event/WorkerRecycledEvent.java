package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;

/**
 * A worker leaves because of its age, its memory or the number of its tasks, and another
 * one has taken its place.
 */
public final class WorkerRecycledEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final String workerId;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param workerId the worker's id
	 */
	public WorkerRecycledEvent(ParallelPool pool, String workerId) {
		super(pool);
		this.workerId = workerId;
	}

	/**
	 * The worker's id.
	 * @return the worker's id
	 */
	public String getWorkerId() {
		return this.workerId;
	}

	@Override
	String text() {
		return "worker " + this.workerId;
	}

}
