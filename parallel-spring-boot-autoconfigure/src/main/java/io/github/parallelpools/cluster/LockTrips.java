package io.github.parallelpools.cluster;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.StoredLock;

/**
 * Carries questions about locks to the store, in threads that may wait, and the answers
 * back to whoever has asked, in a turn. Decides nothing. What is sent, is sent after the
 * turn.
 */
final class LockTrips {

	private final Turns turns;

	private final StoreCalls calls;

	private final Way way;

	/**
	 * How the store is reached.
	 *
	 * @param store the store
	 * @param membership which node asks
	 */
	record Way(ClusterStore store, Membership membership) {
	}

	LockTrips(Turns turns, StoreCalls calls, Way way) {
		this.turns = turns;
		this.calls = calls;
		this.way = way;
	}

	/** Asks for a lock. */
	void ask(Hold hold, String node, LockDesk desk) {
		this.turns.then(() -> {
			try {
				this.calls.now(() -> tryLock(hold, node, desk));
			}
			catch (RejectedExecutionException ex) {
				this.turns.run(() -> desk.broken(hold, node, ex));
			}
		});
	}

	private void tryLock(Hold hold, String node, LockDesk desk) {
		try {
			OptionalLong token = this.way.store().tryLock(node, hold.lock, hold.name);
			this.turns.run(() -> desk.asked(hold, node, token));
		}
		catch (ClusterStoreException ex) {
			this.turns.run(() -> desk.doubted(hold, node, ex));
		}
		catch (RuntimeException ex) {
			this.turns.run(() -> desk.broken(hold, node, ex));
		}
	}

	/** Asks again, as the answer was lost. */
	void askLater(Hold hold, LockDesk desk) {
		later(StoreCalls.backoffMillis(hold.failures), () -> desk.ask(hold));
	}

	/** Gives a lock back of which the owner waits for that. */
	void giveBack(Hold hold, LockReturns returns) {
		String node = Objects.requireNonNull(hold.node);
		long token = hold.token;
		this.turns.then(() -> {
			try {
				this.calls.now(() -> unlock(hold, node, token, returns));
			}
			catch (RejectedExecutionException ex) {
				this.turns.run(() -> returns.failReturn(hold, ex));
			}
		});
	}

	private void unlock(Hold hold, String node, long token, LockReturns returns) {
		try {
			boolean done = this.way.store().unlock(node, hold.lock, token);
			this.turns.run(() -> returns.returned(hold, done));
		}
		catch (ClusterStoreException ex) {
			this.turns.run(() -> returns.doubtedReturn(hold, ex));
		}
		catch (RuntimeException ex) {
			this.turns.run(() -> returns.failReturn(hold, ex));
		}
	}

	/** Gives a lock back again, as the answer was lost. */
	void giveBackLater(Hold hold, LockReturns returns) {
		String node = Objects.requireNonNull(hold.node);
		long token = hold.token;
		this.calls.in(StoreCalls.backoffMillis(hold.failures), () -> unlock(hold, node, token, returns));
	}

	/** Gives a grant back that nobody has any use for, for which nobody waits. */
	void giveAway(String node, String lock, long token) {
		this.turns.then(() -> insist(node, 0, () -> this.way.store().unlock(node, lock, token)));
	}

	/** Gives a grant back, if there is one: its answer was lost. */
	void abandon(String node, Hold hold) {
		this.turns.then(() -> insist(node, 0, () -> giveBackIfGranted(node, hold)));
	}

	private void giveBackIfGranted(String node, Hold hold) {
		for (StoredLock lock : this.way.store().locks()) {
			if (lock.name().equals(hold.lock) && lock.node().equals(node) && lock.owner().equals(hold.name)) {
				this.way.store().unlock(node, lock.name(), lock.token());
			}
		}
	}

	/**
	 * Calls until the store answers, or the node that it is about is known to be gone.
	 */
	private void insist(String node, int failures, Runnable call) {
		Runnable attempt = () -> {
			try {
				call.run();
			}
			catch (ClusterStoreException ex) {
				String now = this.way.membership().node();
				if (now == null || now.equals(node)) {
					insist(node, failures + 1, call);
				}
			}
		};
		try {
			if (failures == 0) {
				this.calls.now(attempt);
			}
			else {
				this.calls.in(StoreCalls.backoffMillis(failures), attempt);
			}
		}
		catch (RejectedExecutionException ex) {
			// The instance ends, and its node with it.
			return;
		}
	}

	/** Asks which locks there are, after these were granted. */
	void check(List<Hold> held, LockChecks checks) {
		this.turns.then(() -> {
			try {
				this.calls.now(() -> compare(held, checks));
			}
			catch (RejectedExecutionException ex) {
				// The instance ends, and its node with it.
				return;
			}
		});
	}

	private void compare(List<Hold> held, LockChecks checks) {
		try {
			List<StoredLock> truth = this.way.store().locks();
			this.turns.run(() -> checks.checked(held, truth));
		}
		catch (ClusterStoreException ex) {
			// It is asked again anyway.
			return;
		}
	}

	/** Does something in a later turn. */
	void later(long millis, Runnable work) {
		this.calls.in(millis, () -> this.turns.run(work));
	}

}
