package io.github.parallelpools.pool;

/**
 * A pool or a standalone task did not reach a state in time; the message tells what is
 * still busy with what. It goes on towards the state.
 */
public final class PoolTimeoutException extends RuntimeException {

	/**
	 * Gives up waiting.
	 * @param message which pool or task, what for, how long, and who is still busy
	 */
	public PoolTimeoutException(String message) {
		super(message);
	}

}
