package io.github.parallelpools.shared.store;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Who can hold a lock: a thread of a session. A session is the application itself or one
 * worker process; its end is the end of all that it holds.
 */
public final class LockOwner {

	/** The session of the application's own threads. */
	public static final String APPLICATION = "application";

	/**
	 * The number of the thread in which a worker process runs its tasks, whatever its
	 * number there is.
	 */
	public static final long TASK_THREAD = 0;

	private final String session;

	private final long thread;

	private final String threadName;

	/**
	 * Names an owner.
	 * @param session the session
	 * @param thread the thread's number, unique within the session
	 * @param threadName the thread's name, for people
	 */
	public LockOwner(String session, long thread, String threadName) {
		this.session = session;
		this.thread = thread;
		this.threadName = threadName;
	}

	/**
	 * The calling thread as one of the application.
	 * @return the owner
	 */
	public static LockOwner currentThread() {
		return of(Thread.currentThread());
	}

	/**
	 * A thread of the application.
	 * @param thread the thread
	 * @return the owner
	 */
	@SuppressWarnings("deprecation")
	public static LockOwner of(Thread thread) {
		return new LockOwner(APPLICATION, thread.getId(), thread.getName());
	}

	/**
	 * The thread in which a worker process runs its tasks.
	 * @param worker the worker's id
	 * @return the owner
	 */
	public static LockOwner taskThread(String worker) {
		return new LockOwner(worker, TASK_THREAD, "main");
	}

	/**
	 * The owner's session.
	 * @return {@link #APPLICATION} or the id of a worker
	 */
	public String session() {
		return this.session;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockOwner owner && owner.thread == this.thread && owner.session.equals(this.session);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.session, this.thread);
	}

	@Override
	public String toString() {
		return this.session + ", thread " + this.threadName;
	}

}
