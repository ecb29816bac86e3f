package io.github.parallelpools.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.MemoryLocks;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.StoredLock;

/**
 * Whose turn it is in this instance: the queues within it, and a {@link Hold} for the
 * first of each. Whoever removes a hold here has the next owner's turn come. Asks no
 * store. Every method that does not say otherwise is called in a turn.
 */
final class HoldBooks {

	private final Turns turns;

	private final Membership membership;

	/** The queues within this instance. */
	private final MemoryLocks local = new MemoryLocks();

	private final Map<String, Hold> holds = new TreeMap<>();

	/** How many holds there are; written in a turn. */
	private volatile int count;

	HoldBooks(Turns turns, Membership membership) {
		this.turns = turns;
		this.membership = membership;
	}

	/** The queues within this instance. */
	MemoryLocks queues() {
		return this.local;
	}

	/** How many locks are some owner's turn. Needs no turn. */
	int count() {
		return this.count;
	}

	/** The node that this instance is now, {@code null} if it is fenced. */
	@Nullable String node() {
		return this.membership.node();
	}

	/**
	 * Whether the store has refused for good what it was told of a hold, while it took
	 * other writes.
	 */
	boolean isRefused(Hold hold, ClusterStoreException failure) {
		return hold.refusals.isForGood(failure, this.membership.renewals());
	}

	@Nullable Hold find(String lock) {
		return this.holds.get(lock);
	}

	/** All holds of this moment. */
	List<Hold> all() {
		return List.copyOf(this.holds.values());
	}

	void add(Hold hold) {
		this.holds.put(hold.lock, hold);
		this.count = this.holds.size();
	}

	/** Its owner has it no more, and the next one's turn comes. */
	void remove(Hold hold) {
		hold.phase = Hold.Phase.GONE;
		this.holds.remove(hold.lock, hold);
		this.count = this.holds.size();
		CompletableFuture<?> unused = this.local.forceRelease(hold.lock);
	}

	boolean isHeld(Hold hold, LockOwner owner) {
		return hold.owner.equals(owner) && hold.is(Hold.Phase.HELD) && !isLost(hold);
	}

	/** Whether a hold was granted to a node that this instance is no more. */
	boolean isLost(Hold hold) {
		return hold.is(Hold.Phase.HELD) && !hold.isOf(node());
	}

	/** The locks of this instance and those of others. */
	List<LockSnapshot> snapshot(List<StoredLock> stored) {
		return new LockView(this.holds, node()).of(stored, this.local.snapshot().join());
	}

	/** Has somebody told of circles within this instance, after the turn. */
	void watch(Consumer<Deadlock> watcher) {
		this.local.watch((closedCircle) -> this.turns.then(() -> watcher.accept(closedCircle)));
	}

}
