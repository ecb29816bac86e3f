package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
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

	private final ClusterStore store;

	private final ClusterSettings settings;

	private final Timers timers;

	private final Supplier<String> status;

	private final ClusterObserver observer;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final AtomicReference<@Nullable String> told = new AtomicReference<>();

	private volatile @Nullable Alive alive;

	private volatile String latest = "none";

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
		this.left = false;
		enter();
		tellChange();
	}

	/** Renews the record, or joins if there is none. */
	synchronized void beat() {
		if (this.left) {
			return;
		}
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
		tellChange();
	}

	private void renew() {
		Alive before = this.alive;
		long begun = this.timers.nanos();
		if (before != null && isFresh(before)) {
			if (this.store.renew(before.id(), this.status.get())) {
				this.alive = new Alive(before.id(), begun);
				this.observer.renewed(Duration.ofNanos(this.timers.nanos() - begun));
				return;
			}
			logger.log(System.Logger.Level.WARNING,
					"This instance was taken out of the cluster as node " + before.id() + ", and joins again");
		}
		this.alive = null;
		tellChange();
		enter();
	}

	private void enter() {
		long begun = this.timers.nanos();
		String id = UUID.randomUUID().toString();
		this.store.join(new ClusterNode(id, this.settings.name(), this.settings.build(), this.status.get()),
				this.settings.times().lease());
		this.latest = id;
		this.alive = new Alive(id, begun);
		this.reachable = true;
		logger.log(System.Logger.Level.INFO, "This instance is node " + id + " of the cluster");
	}

	/**
	 * Takes the node out of the store in good order; it does not join again by itself.
	 */
	synchronized void leave() {
		this.left = true;
		Alive last = this.alive;
		this.alive = null;
		if (last != null) {
			try {
				this.store.leave(last.id());
			}
			catch (ClusterStoreException ex) {
				logger.log(System.Logger.Level.WARNING,
						"The cluster's store does not answer; this instance is missed when its lease is over: "
								+ ex.getMessage());
			}
		}
		tellChange();
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
		Alive now = this.alive;
		return (now != null) ? Duration.ofNanos(this.timers.nanos() - now.renewed()) : Duration.ZERO;
	}

	NodeState state() {
		return (node() == null) ? NodeState.FENCED : this.reachable ? NodeState.LIVE : NodeState.UNAVAILABLE;
	}

	@Override
	public void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/** Tells if the node is another one than before, or fenced. Runs foreign code. */
	void tellChange() {
		String now = node();
		if (Objects.equals(this.told.getAndSet(now), now)) {
			return;
		}
		if (now == null && !this.left) {
			logger.log(System.Logger.Level.WARNING, "This instance is fenced: its last renewal is older than "
					+ "'parallel.cluster.fence', so that its tasks and locks may belong to others");
		}
		this.observer.changed(now);
		this.listeners.forEach(Runnable::run);
	}

}
