package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * A worker could not start. The message tells what is known: the command's failure, the
 * exit code, the last lines of output.
 */
public final class WorkerStartException extends Exception {

	/**
	 * Used by factories.
	 * @param message what happened
	 * @param cause why, if that is an exception
	 */
	public WorkerStartException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
