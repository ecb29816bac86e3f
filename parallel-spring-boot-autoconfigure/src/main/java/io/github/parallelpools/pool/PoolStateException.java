package io.github.parallelpools.pool;

/**
 * A pool or a standalone task was asked for a move that its state forbids.
 */
public final class PoolStateException extends IllegalStateException {

	/**
	 * Refuses a move.
	 * @param message which pool or task, its state, the move, and the remedy
	 */
	public PoolStateException(String message) {
		super(message);
	}

}
