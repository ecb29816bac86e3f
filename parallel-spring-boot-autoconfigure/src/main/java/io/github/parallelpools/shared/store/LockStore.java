package io.github.parallelpools.shared.store;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockSnapshot;

/**
 * Where locks live. Nobody waits in here: who has to wait is told when the lock is his.
 * Safe for use by several threads.
 */
public interface LockStore {

	/**
	 * Takes a lock if it is free, or the owner has it already.
	 * @param lock the lock's name
	 * @param owner for whom
	 * @return whether the owner has it now
	 */
	boolean tryAcquire(String lock, LockOwner owner);

	/**
	 * Takes a lock, now or when its turn comes.
	 * @param lock the lock's name
	 * @param owner for whom
	 * @param granted told that a request which had to wait was granted, by the thread
	 * that gave the lock back; returns soon and throws nothing
	 * @return the request
	 */
	LockRequest acquire(String lock, LockOwner owner, Runnable granted);

	/**
	 * Gives a lock back, once.
	 * @param lock the lock's name
	 * @param owner for whom
	 * @throws IllegalMonitorStateException if the owner does not have it
	 */
	void release(String lock, LockOwner owner);

	/**
	 * Whether an owner has a lock.
	 * @param lock the lock's name
	 * @param owner the owner
	 * @return {@code true} if it has
	 */
	boolean isHeld(String lock, LockOwner owner);

	/**
	 * How many locks the threads of a session have, and how many more they wait for.
	 * @param session the session
	 * @return both together, each thread and lock counted once if it is held, and once
	 * for each request
	 */
	int load(String session);

	/**
	 * What an owner has.
	 * @param owner the owner
	 * @return the names of the locks
	 */
	List<String> heldBy(LockOwner owner);

	/**
	 * Gives back all that an owner has.
	 * @param owner the owner
	 * @return the names of the locks that it had
	 */
	List<String> releaseAll(LockOwner owner);

	/**
	 * Ends a session: gives back all that its threads have, and forgets what they wait
	 * for.
	 * @param session the session
	 */
	void releaseSession(String session);

	/**
	 * Takes a lock away from whoever has it, however often it was taken.
	 * @param lock the lock's name
	 * @return who had it, {@code null} if nobody
	 */
	@Nullable LockOwner forceRelease(String lock);

	/**
	 * The locks that somebody has.
	 * @return one entry for each, by name
	 */
	List<LockSnapshot> snapshot();

}
