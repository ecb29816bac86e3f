package io.github.parallelpools.shared.store;

import io.github.parallelpools.shared.SharedLockException;

/**
 * Whose end is the end of all locks that its threads have: an application's own threads,
 * or one worker process.
 *
 * @param node the application among those that share a store, empty where it is alone
 * @param name {@link #APPLICATION} or the id of a worker
 */
public record LockSession(String node, String name) {

	/** The name of the session of an application's own threads. */
	public static final String APPLICATION = "application";

	/**
	 * The number of the thread in which a worker process runs its tasks, whatever its
	 * number there is.
	 */
	public static final long TASK_THREAD = 0;

	/** How many locks a worker may have and wait for together. */
	public static final int MOST_LOCKS = 10_000;

	/**
	 * A thread of the session, which is one of this JVM.
	 * @param thread the thread
	 * @return the owner of what it takes
	 */
	@SuppressWarnings("deprecation")
	public LockOwner owner(Thread thread) {
		return new LockOwner(this, thread.getId(), thread.getName());
	}

	/**
	 * The thread in which the session, a worker process, runs its tasks.
	 * @return the owner of what it takes
	 */
	public LockOwner taskThread() {
		return new LockOwner(this, TASK_THREAD, "main");
	}

	/**
	 * Whether this is an application itself.
	 * @return {@code false} for a worker
	 */
	boolean isApplication() {
		return this.name.equals(APPLICATION);
	}

	/**
	 * What a worker is told that has and waits for too many locks.
	 * @param lock the lock that it can't have
	 * @return the refusal
	 */
	public SharedLockException refusal(String lock) {
		return new SharedLockException(
				("Lock '%s' is refused to worker %s, which has and waits for %s locks already, the most that one worker "
						+ "process may. Unlock what is not needed, or use fewer names.")
					.formatted(lock, this.name, MOST_LOCKS),
				null);
	}

	@Override
	public String toString() {
		return this.node.isEmpty() ? this.name : this.node + ", " + this.name;
	}

}
