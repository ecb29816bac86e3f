package io.github.parallelpools.cluster;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * The lock that says which instance executes a standalone task, as one part asks for it.
 * It is asked for under a name that is used once, and what is not wanted any more is
 * given back until the store knows that. Used by one thread.
 */
final class TaskTurn {

	private final ClusterStore store;

	private final String lock;

	private @Nullable Grant grant;

	/** Whether the lock may be granted without an answer that has told so. */
	private boolean doubtful;

	private @Nullable Grant returning;

	/**
	 * A grant.
	 *
	 * @param node the node that has it
	 * @param owner under which name it was asked for
	 * @param token its token, 0 while it is not granted
	 */
	private record Grant(String node, String owner, long token) {
	}

	TaskTurn(ClusterStore store, String task) {
		this.store = store;
		this.lock = TaskBook.lock(task);
	}

	/**
	 * Asks for the lock.
	 * @param node the node that this instance is
	 * @param number a number that was not used for a grant
	 * @param instance the instance's name
	 * @return whether it is granted
	 */
	boolean ask(String node, long number, String instance) {
		if (this.returning != null) {
			return false;
		}
		Grant asked = this.grant;
		if (asked == null || !asked.node().equals(node)) {
			LockOwner owner = new LockOwner(new LockSession(node, LockSession.APPLICATION), 0, this.lock);
			asked = new Grant(node, OwnerName.of(number, instance, owner), 0);
		}
		this.grant = asked;
		this.doubtful = true;
		long token = this.store.tryLock(node, this.lock, asked.owner()).orElse(0);
		this.doubtful = false;
		this.grant = new Grant(node, asked.owner(), token);
		return token > 0;
	}

	/** The token, 0 if it is not granted. */
	long token() {
		return (this.grant != null) ? this.grant.token() : 0;
	}

	/** The node to which it is granted. */
	String node() {
		return (this.grant != null) ? this.grant.node() : "";
	}

	/** Gives it back, if not now, with {@link #giveBack}. */
	void end() {
		Grant mine = this.grant;
		this.grant = null;
		if (mine != null && (mine.token() > 0 || this.doubtful)) {
			this.returning = mine;
			this.doubtful = false;
		}
		try {
			giveBack();
		}
		catch (ClusterStoreException ex) {
			// Done later.
			return;
		}
	}

	/** Gives back what is not wanted any more; whoever is gone has nothing. */
	void giveBack() {
		Grant mine = this.returning;
		if (mine == null) {
			return;
		}
		long token = mine.token();
		if (token == 0) {
			// If it was granted, this is told again.
			token = this.store.tryLock(mine.node(), this.lock, mine.owner()).orElse(0);
		}
		if (token > 0) {
			this.store.unlock(mine.node(), this.lock, token);
		}
		this.returning = null;
	}

	/** Whether nothing is left to be given back. */
	boolean isOver() {
		return this.returning == null;
	}

}
