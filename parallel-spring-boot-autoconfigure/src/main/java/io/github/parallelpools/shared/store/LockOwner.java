package io.github.parallelpools.shared.store;

import org.jspecify.annotations.Nullable;

/**
 * Who can hold a lock: a thread of a session of a node.
 *
 * @param session the session, which knows its node
 * @param thread the thread's number, unique within the session
 * @param threadName the thread's name, for people; owners are equal whatever it is
 */
public record LockOwner(LockSession session, long thread, String threadName) {

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
