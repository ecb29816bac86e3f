package io.github.parallelpools.spi.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The store can't be reached, or has not answered: nobody knows whether it has done what
 * it was asked for. The same may be asked again.
 */
@SuppressWarnings("serial")
public class ClusterStoreException extends RuntimeException {

	/**
	 * Makes an exception.
	 * @param message what can't be done, why, and what to do about it
	 * @param cause what the store has said, {@code null} if it has said nothing
	 */
	public ClusterStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
