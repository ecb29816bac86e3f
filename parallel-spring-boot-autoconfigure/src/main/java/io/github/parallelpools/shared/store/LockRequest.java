package io.github.parallelpools.shared.store;

import java.util.concurrent.CompletableFuture;

/**
 * A wish for a lock, which gets one answer. Safe for use by several threads.
 *
 * <pre>
 *   waiting --the lock is free---------------------------> true: the owner has it once more
 *      |----cancelled, or the session has ended----------> false: it has not
 *      '----the store has failed-------------------------> an exception: it has not, and never will
 * </pre>
 */
public interface LockRequest {

	/**
	 * What came of the wish. May be there at once.
	 * @return the answer, completed as told above, and by the store only
	 */
	CompletableFuture<Boolean> answer();

	/**
	 * Takes the wish back. The answer tells what came of that: a grant may have been on
	 * its way, and then the lock is to be given back. Returns at once.
	 */
	void cancel();

}
