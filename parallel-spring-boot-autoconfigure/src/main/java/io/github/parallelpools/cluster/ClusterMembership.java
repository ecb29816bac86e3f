package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Keeps this instance alive in the cluster: joins, renews, fences itself when its last
 * renewal is too old, and joins again under a new id. Knows nothing of what the node has.
 *
 * <pre>
 *   nobody --join--> node --renewed in time--> node
 *     ^                |
 *     '--evicted, or not renewed within the fence
 * </pre>
 */
final class ClusterMembership implements Membership {

	private static final System.Logger logger = System.getLogger(ClusterMembership.class.getName());

	private static final String NOBODY = "none";

	private final ClusterStore store;

	private final ClusterSettings settings;

	private final Timers timers;

	private final Supplier<String> status;

	private final ClusterObserver observer;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/** Who holds this asks the store who this instance is: one at a time. */
	private final ReentrantLock asking = new ReentrantLock();

	/** How often somebody wanted changes to be told that are not told yet. */
	private final AtomicInteger tellings = new AtomicInteger();

	/** What was told last. Used by the one who tells. */
	private @Nullable String told;

	/** Written with the lock, but for its end when this instance leaves. */
	private volatile @Nullable Alive alive;

	/** When the last renewal began that has succeeded, also of a node that is no more. */
	private volatile @Nullable Long renewed;

	private volatile String latest = NOBODY;

	/** How many renewals have succeeded. Written with the lock. */
	private volatile long renewals;

	private volatile boolean reachable;

	private volatile boolean left;

	/**
	 * A node whose record was there.
	 *
	 * @param id its id
	 * @param renewed when its last renewal began
	 */
	private record Alive(String id, long renewed) {
	}

	ClusterMembership(ClusterStore store, ClusterSettings settings, Timers timers, Supplier<String> status,
			ClusterObserver observer) {
		this.store = store;
		this.settings = settings;
		this.timers = timers;
		this.status = status;
		this.observer = observer;
	}

	/** Joins, or throws what the store does. */
	void join() {
		this.asking.lock();
		try {
			this.left = false;
			enter();
		}
		finally {
			this.asking.unlock();
		}
		tellChange();
	}

	/** Renews the record, or joins if there is none. */
	void beat() {
		this.asking.lock();
		try {
			if (!this.left) {
				ask();
			}
		}
		finally {
			this.asking.unlock();
		}
		tellChange();
	}

	private void ask() {
		try {
			renew();
			if (!this.reachable) {
				logger.log(System.Logger.Level.INFO, "The cluster's store '" + this.store.name() + "' answers again");
			}
			this.reachable = true;
		}
		catch (ClusterStoreException ex) {
			if (this.reachable) {
				logger.log(System.Logger.Level.WARNING, "The cluster's store does not answer; tasks go on until '"
						+ "parallel.cluster.fence' is over: " + ex.getMessage());
			}
			this.reachable = false;
		}
	}

	private void renew() {
		Alive before = this.alive;
		long begun = this.timers.nanos();
		if (before != null && isFresh(before)) {
			if (this.store.renew(before.id(), this.status.get())) {
				live(before.id(), begun);
				this.renewals = this.renewals + 1;
				this.observer.renewed(Duration.ofNanos(this.timers.nanos() - begun));
				return;
			}
			logger.log(System.Logger.Level.WARNING,
					"This instance was taken out of the cluster as node " + before.id() + ", and joins again");
		}
		this.alive = null;
		enter();
	}

	/** Unless this instance has left while the store was asked. */
	private void live(String id, long begun) {
		this.renewed = begun;
		this.alive = new Alive(id, begun);
		if (this.left) {
			this.alive = null;
		}
	}

	private void enter() {
		long begun = this.timers.nanos();
		String id = UUID.randomUUID().toString();
		this.store.join(new ClusterNode(id, this.settings.name(), this.settings.build(), this.status.get()),
				this.settings.times().lease());
		this.latest = id;
		live(id, begun);
		this.reachable = true;
		logger.log(System.Logger.Level.INFO, "This instance is node " + id + " of the cluster");
	}

	/**
	 * Takes the node out of the store in good order, once the store has answered what it
	 * was asked before; it does not join again by itself.
	 */
	void leave() {
		this.left = true;
		this.alive = null;
		tellChange();
		this.asking.lock();
		try {
			if (!NOBODY.equals(this.latest)) {
				takeOut(this.latest);
			}
		}
		finally {
			this.asking.unlock();
		}
	}

	private void takeOut(String id) {
		try {
			this.store.leave(id);
		}
		catch (ClusterStoreException ex) {
			logger.log(System.Logger.Level.WARNING,
					"The cluster's store does not answer; this instance is missed when its lease is over: "
							+ ex.getMessage());
		}
	}

	private boolean isFresh(Alive one) {
		return this.timers.nanos() - one.renewed() < this.settings.times().fence().toNanos();
	}

	@Override
	public @Nullable String node() {
		Alive now = this.alive;
		return (now != null && isFresh(now)) ? now.id() : null;
	}

	/** The last node that this instance was. */
	String latest() {
		return this.latest;
	}

	/** How long ago the last renewal began; zero if there is none. */
	Duration renewedAgo() {
		Long last = this.renewed;
		return (last != null) ? Duration.ofNanos(this.timers.nanos() - last) : Duration.ZERO;
	}

	@Override
	public long renewals() {
		return this.renewals;
	}

	NodeState state() {
		return (node() == null) ? NodeState.FENCED : this.reachable ? NodeState.LIVE : NodeState.UNAVAILABLE;
	}

	@Override
	public void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Tells if the node is another one than before, or fenced. Runs foreign code: one
	 * change after the other, without a lock.
	 */
	void tellChange() {
		int wanted = this.tellings.incrementAndGet();
		if (wanted > 1) {
			// Whoever tells at present looks once more.
			return;
		}
		while (wanted > 0) {
			tell(node());
			wanted = this.tellings.addAndGet(-wanted);
		}
	}

	private void tell(@Nullable String now) {
		if (Objects.equals(this.told, now)) {
			return;
		}
		this.told = now;
		if (now == null && !this.left) {
			logger.log(System.Logger.Level.WARNING, "This instance is fenced: its last renewal is older than "
					+ "'parallel.cluster.fence', so that its tasks and locks may belong to others");
		}
		if (now != null) {
			this.observer.joined(now);
		}
		else if (!this.left) {
			this.observer.fenced();
		}
		for (Runnable listener : this.listeners) {
			try {
				listener.run();
			}
			catch (RuntimeException | Error ex) {
				logger.log(System.Logger.Level.ERROR,
						"Somebody who is told of the membership in the cluster has failed", ex);
			}
		}
	}

}
