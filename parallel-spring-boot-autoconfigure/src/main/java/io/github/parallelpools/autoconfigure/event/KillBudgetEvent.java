package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;

/**
 * More tasks of a pool were killed because of overtime than its {@code kill-budget}
 * allows, so that it rejects tasks or pauses; or that is over.
 */
public final class KillBudgetEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final boolean exceeded;

	private final String message;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param exceeded whether the budget is used up
	 * @param message how many were killed and what follows, for people to read
	 */
	public KillBudgetEvent(ParallelPool pool, boolean exceeded, String message) {
		super(pool);
		this.exceeded = exceeded;
		this.message = message;
	}

	/**
	 * Whether the budget is used up.
	 * @return {@code false} if the pool goes on
	 */
	public boolean isExceeded() {
		return this.exceeded;
	}

	/**
	 * What has happened.
	 * @return how many were killed and what follows, for people to read
	 */
	public String getMessage() {
		return this.message;
	}

	@Override
	String text() {
		return this.message;
	}

}
