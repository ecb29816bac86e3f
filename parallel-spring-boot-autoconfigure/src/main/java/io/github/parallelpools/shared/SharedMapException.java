package io.github.parallelpools.shared;

import org.jspecify.annotations.Nullable;

/**
 * A shared map could not do what it was asked: a value can't be decoded in this process,
 * is too large to travel to it, there is no room for it, or the map's owner can't be
 * reached. The message names the map, the key and the remedy.
 */
public final class SharedMapException extends RuntimeException {

	/**
	 * Used by maps.
	 * @param message what happened
	 * @param cause why, {@code null} if the message says it all
	 */
	public SharedMapException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
