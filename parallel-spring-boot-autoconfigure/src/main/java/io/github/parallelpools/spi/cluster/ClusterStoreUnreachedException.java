package io.github.parallelpools.spi.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The store was not reached, or takes no writes at all: it has not done what it was asked
 * for. That says nothing of what was asked, however often it happens.
 */
@SuppressWarnings("serial")
public final class ClusterStoreUnreachedException extends ClusterStoreException {

	/**
	 * Makes an exception.
	 * @param message what can't be done, why, and what to do about it
	 * @param cause what is in the way, {@code null} if that is not known
	 */
	public ClusterStoreUnreachedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
