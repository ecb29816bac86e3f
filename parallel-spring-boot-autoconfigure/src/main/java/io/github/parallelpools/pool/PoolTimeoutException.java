package io.github.parallelpools.pool;

/**
 * A pool did not reach a state in time; the message tells which workers are still busy
 * with what. The pool goes on towards the state.
 */
public final class PoolTimeoutException extends RuntimeException {

	/**
	 * Gives up waiting.
	 * @param message which pool, what for, how long, and who is still busy
	 */
	public PoolTimeoutException(String message) {
		super(message);
	}

}
