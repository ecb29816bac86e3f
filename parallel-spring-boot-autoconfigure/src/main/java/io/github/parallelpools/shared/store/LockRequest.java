package io.github.parallelpools.shared.store;

/** A wish for a lock. Safe for use by several threads. */
public interface LockRequest {

	/**
	 * Whether the wish was granted. Stays so when the lock was given back.
	 * @return {@code true} once the owner had the lock because of it
	 */
	boolean isGranted();

	/**
	 * Takes the wish back, unless it was granted.
	 * @return {@code false} if it was granted already, so that the owner has the lock
	 */
	boolean cancel();

}
