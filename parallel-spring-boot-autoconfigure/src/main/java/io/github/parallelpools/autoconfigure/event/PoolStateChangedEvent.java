package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;

/**
 * A pool has moved from one state to another.
 */
public final class PoolStateChangedEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final PoolState from;

	private final PoolState to;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param from the state before
	 * @param to the state since
	 */
	public PoolStateChangedEvent(ParallelPool pool, PoolState from, PoolState to) {
		super(pool);
		this.from = from;
		this.to = to;
	}

	/**
	 * The state before.
	 * @return the state before
	 */
	public PoolState getFrom() {
		return this.from;
	}

	/**
	 * The state since.
	 * @return the state since
	 */
	public PoolState getTo() {
		return this.to;
	}

	@Override
	String text() {
		return this.from + " to " + this.to;
	}

}
