package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;

/**
 * A pool can't get the workers that it wants. Whether that is over, its snapshot tells.
 */
public final class PoolTroubleEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final Cause cause;

	private final String message;

	/** What keeps a pool from its workers. */
	public enum Cause {

		/** A worker could not start; it is tried again by itself. Told of each start. */
		START_FAILED,

		/** The memory budget is used up by others. Told once each time. */
		MEMORY_SHORT

	}

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param cause what kind of trouble it is
	 * @param message what went wrong, and the remedy where there is one
	 */
	public PoolTroubleEvent(ParallelPool pool, Cause cause, String message) {
		super(pool);
		this.cause = cause;
		this.message = message;
	}

	/**
	 * What kind of trouble it is.
	 * @return what kind of trouble it is
	 */
	public Cause getCause() {
		return this.cause;
	}

	/**
	 * What went wrong, and the remedy where there is one.
	 * @return what went wrong, and the remedy where there is one
	 */
	public String getMessage() {
		return this.message;
	}

	@Override
	String text() {
		return this.cause + ", " + this.message;
	}

}
