package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.Requeued;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;

/**
 * What a living node does for the cluster now and then: takes dead nodes out and has
 * their tasks queued again, as any other node may, and compares what the store believes
 * that this node has with what it has. Used by one thread at a time.
 */
final class Keeper {

	private static final System.Logger logger = System.getLogger(Keeper.class.getName());

	private static final Duration REQUEUE = Duration.ofSeconds(5);

	private static final Duration COMPARE = Duration.ofSeconds(1);

	/** How often a node compares that has nothing. */
	private static final Duration COMPARE_NOTHING = Duration.ofSeconds(5);

	private static final Duration EXPIRE = Duration.ofSeconds(30);

	/** How many dead letters are removed at a time. */
	private static final int LETTERS = 100;

	private final ClusterStore store;

	private final Membership membership;

	private final ClusterListener notices;

	private final Map<String, PoolNode> pools;

	private final ClusterSettings settings;

	private final Timers timers;

	private final ClusterObserver observer;

	private final Stranded stranded;

	/** Of which node the watch is. */
	private @Nullable String watched;

	private ClusterStore.@Nullable Watch watch;

	/** Of which nobody here knew the last time. */
	private Set<TaskClaim> unknown = Set.of();

	private long requeueAt;

	private long compareAt;

	private long compareNothingAt;

	private long expireAt;

	private volatile boolean commanded;

	Keeper(ClusterStore store, Membership membership, ClusterListener notices, Map<String, PoolNode> pools,
			ClusterSettings settings, Timers timers, ClusterObserver observer) {
		this.store = store;
		this.membership = membership;
		this.notices = notices;
		this.pools = pools;
		this.settings = settings;
		this.timers = timers;
		this.observer = observer;
		this.stranded = new Stranded(store, settings, timers);
		this.requeueAt = timers.nanos();
		this.compareAt = timers.nanos();
		this.compareNothingAt = timers.nanos();
		this.expireAt = timers.nanos() + EXPIRE.toNanos();
	}

	/** Something is wanted of this node: it compares at once. */
	void commanded() {
		this.commanded = true;
	}

	void keep() {
		String node = this.membership.node();
		if (node == null) {
			return;
		}
		attempt(() -> watch(node));
		// Also if the store sends no notices.
		attempt(() -> {
			evict();
			compare(node);
			expire();
		});
	}

	private static void attempt(Runnable steps) {
		try {
			steps.run();
		}
		catch (ClusterStoreException ex) {
			// The membership tells of it.
			return;
		}
	}

	/** Whether this node is told of what others do, so that it need not look often. */
	boolean isTold() {
		ClusterStore.Watch now = this.watch;
		return now != null && now.tells();
	}

	private void watch(String node) {
		if (node.equals(this.watched)) {
			return;
		}
		ClusterStore.Watch before = this.watch;
		this.watch = this.store.watch(node, this.notices);
		this.watched = node;
		if (before != null) {
			before.close();
		}
		this.notices.missed();
	}

	private void evict() {
		List<String> dead;
		try {
			dead = this.store.evict();
		}
		catch (ClusterStoreException ex) {
			// It may have taken some out.
			this.requeueAt = this.timers.nanos();
			throw ex;
		}
		if (!dead.isEmpty()) {
			logger.log(System.Logger.Level.WARNING,
					"Nodes of the cluster are gone; their tasks are queued again: " + dead);
			this.observer.evicted(dead);
			this.requeueAt = this.timers.nanos();
		}
		if (isDue(this.requeueAt)) {
			Requeued requeued = this.store.requeue();
			this.requeueAt = this.timers.nanos() + REQUEUE.toNanos();
			int tasks = requeued.queued().size() + requeued.dead().size();
			if (tasks > 0) {
				this.observer.requeued(tasks);
				this.pools.values().forEach(PoolNode::soon);
			}
		}
	}

	private boolean isDue(long at) {
		return this.timers.nanos() - at >= 0;
	}

	/**
	 * A claim of which nobody here knows is given back, but not at first sight: it may be
	 * on its way.
	 */
	private void compare(String node) {
		boolean has = !this.unknown.isEmpty() || this.pools.values().stream().anyMatch(PoolNode::hasTasks);
		if (!this.commanded && !isDue(has ? this.compareAt : this.compareNothingAt)) {
			return;
		}
		this.commanded = false;
		Map<String, List<OwnedTask>> owned = this.store.mine(node)
			.stream()
			.collect(Collectors.groupingBy(OwnedTask::pool));
		Set<TaskClaim> nobodys = new HashSet<>();
		owned.forEach((pool, tasks) -> {
			PoolNode known = this.pools.get(pool);
			if (known != null) {
				nobodys.addAll(known.compare(tasks));
			}
			else {
				tasks.forEach((one) -> nobodys.add(one.claim()));
			}
		});
		if (!isDue(this.compareAt)) {
			return;
		}
		this.compareAt = this.timers.nanos() + COMPARE.toNanos();
		this.compareNothingAt = this.timers.nanos() + COMPARE_NOTHING.toNanos();
		for (TaskClaim claim : nobodys) {
			if (this.unknown.contains(claim) && this.store.release(claim, false)) {
				this.observer.orphan(claim.task());
			}
		}
		this.unknown = nobodys;
	}

	private void expire() {
		if (isDue(this.expireAt)) {
			this.expireAt = this.timers.nanos() + EXPIRE.toNanos();
			this.store.expire(this.settings.retention());
			this.pools.forEach((pool, node) -> {
				QueueFigures figures = this.store.figures(pool);
				this.stranded.look(node, figures);
				trim(pool, figures, node.deadLetters());
			});
		}
	}

	/** Removes the oldest dead letters of a pool if there are too many. */
	private void trim(String pool, QueueFigures figures, int most) {
		long spare = figures.dead() - most;
		if (spare <= 0) {
			return;
		}
		List<StoredTask> oldest = this.store.deadLetters(pool, (int) Math.min(spare, LETTERS));
		// Another node may be at it, too.
		long left = this.store.figures(pool).dead() - most;
		oldest.stream().limit(Math.max(0, left)).forEach((letter) -> this.store.removeDeadLetter(letter.task().id()));
	}

	/** Listens no more. */
	void close() {
		ClusterStore.Watch last = this.watch;
		this.watch = null;
		this.watched = null;
		if (last != null) {
			last.close();
		}
	}

}
