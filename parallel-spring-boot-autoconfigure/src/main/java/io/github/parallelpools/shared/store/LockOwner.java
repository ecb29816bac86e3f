package io.github.parallelpools.shared.store;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockUser;

/**
 * Who can hold a lock: a thread of a session of a node.
 *
 * @param session the session, which knows its node
 * @param thread the thread's number, unique within the session
 * @param threadName the thread's name, for people; owners are equal whatever it is
 */
public record LockOwner(LockSession session, long thread, String threadName) {

	/**
	 * The owner as people know it.
	 * @return the thread; what it works at is not known here
	 */
	public LockUser user() {
		return new LockUser(this.session.node(), this.session.name(), this.thread, this.threadName, null);
	}

	/**
	 * Whether a thread is this one, or another one of the same worker process.
	 * @param user the thread
	 * @return {@code false} if it belongs elsewhere
	 */
	public boolean isBeside(LockUser user) {
		return user.node().equals(this.session.node()) && user.session().equals(this.session.name())
				&& (!this.session.isApplication() || user.threadId() == this.thread);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockOwner owner && owner.thread == this.thread && owner.session.equals(this.session);
	}

	@Override
	public int hashCode() {
		return 31 * this.session.hashCode() + Long.hashCode(this.thread);
	}

	@Override
	public String toString() {
		return this.session + ", thread " + this.threadName;
	}

}
