package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;

/**
 * A worker has ignored the order to end, so that the pool has given it up and replaced
 * it.
 */
public final class WorkerAbandonedEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final String workerId;

	private final String remains;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param workerId the worker's id
	 * @param remains what is left of it, for people to read
	 */
	public WorkerAbandonedEvent(ParallelPool pool, String workerId, String remains) {
		super(pool);
		this.workerId = workerId;
		this.remains = remains;
	}

	/**
	 * The worker's id.
	 * @return the worker's id
	 */
	public String getWorkerId() {
		return this.workerId;
	}

	/**
	 * What is left of it, for people to read.
	 * @return what is left of it, for people to read
	 */
	public String getRemains() {
		return this.remains;
	}

	@Override
	String text() {
		return "worker %s, %s".formatted(this.workerId, this.remains);
	}

}
