package io.github.parallelpools.shared;

import org.jspecify.annotations.Nullable;

/**
 * A shared lock could not be taken, given back or asked about: the place where locks live
 * can't be reached or has failed, or the worker has too many locks. Nothing has changed
 * by the attempt. The message names the lock and the remedy.
 */
public final class SharedLockException extends IllegalStateException {

	/**
	 * Used by locks.
	 * @param message what happened
	 * @param cause why, {@code null} if the message says it all
	 */
	public SharedLockException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
