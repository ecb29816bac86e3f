package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Has this node do what operators want of all nodes: each order once, so that what is
 * done to a pool of this instance afterwards holds until the next order. A pool that has
 * not started yet claims nothing before it has obeyed. Pools are moved by the one thread
 * that looks, which holds no lock: what they tell of may be foreign code.
 */
final class Obedience {

	private static final System.Logger logger = System.getLogger(Obedience.class.getName());

	private static final Duration LOOK = Duration.ofSeconds(1);

	/** How often it looks while it is told of orders. */
	private static final Duration LOOK_IF_TOLD = Duration.ofSeconds(2);

	private final OrderBook book;

	private final Membership membership;

	private final Map<String, PoolNode> pools;

	private final Timers timers;

	private final ClusterTasks tasks;

	private volatile ClusterOrders orders = ClusterOrders.NONE;

	/** The orders that were done, by pool. */
	private final Map<String, PoolOrder> done = new ConcurrentHashMap<>();

	/** The pools that stand still by order. */
	private final Set<String> stopped = ConcurrentHashMap.newKeySet();

	/** As which node this instance claims nothing, {@code null} if it does. */
	private volatile @Nullable String drained;

	/** What somebody wants of this instance by hand that the store has yet to know. */
	private volatile @Nullable Boolean byHand;

	private volatile long lookAt;

	/** Whether the store tells of orders. */
	private volatile boolean told;

	/**
	 * Who obeys.
	 *
	 * @param pools the parts of pools
	 * @param tasks the standalone tasks
	 */
	record Parts(Map<String, PoolNode> pools, ClusterTasks tasks) {
	}

	Obedience(OrderBook book, Membership membership, Parts parts, Timers timers) {
		this.book = book;
		this.membership = membership;
		this.pools = parts.pools();
		this.tasks = parts.tasks();
		this.timers = timers;
		this.lookAt = timers.nanos();
	}

	/** Something is wanted: it is looked for at once. */
	void commanded() {
		this.lookAt = this.timers.nanos();
	}

	/**
	 * Claims nothing in this instance, or does so again, at once; the store knows it as
	 * an order as soon as it answers, so that the next order for this node holds.
	 */
	void drain(boolean drains) {
		this.byHand = drains;
		drainAll(drains);
		commanded();
	}

	/**
	 * Looks for orders, if it is time to, and obeys. Called by one thread at a time.
	 * @param told whether the store tells of orders at present
	 */
	void look(boolean told) {
		this.told = told;
		if (read()) {
			this.pools.values().forEach(this::obey);
		}
	}

	/** Looks for orders, if it is time to; tells whether they are known now. */
	boolean read() {
		String node = this.membership.node();
		if (node == null || this.timers.nanos() - this.lookAt < 0) {
			return false;
		}
		this.lookAt = this.timers.nanos() + (this.told ? LOOK_IF_TOLD : LOOK).toNanos();
		try {
			tellByHand(node);
			this.orders = this.book.read().orders();
			drain(node);
		}
		catch (ClusterStoreException ex) {
			// The membership tells of it.
			return false;
		}
		catch (IllegalArgumentException ex) {
			logger.log(System.Logger.Level.WARNING,
					"What is wanted of the cluster can't be read, and is not done here: " + ex.getMessage());
			return false;
		}
		return true;
	}

	private void tellByHand(String node) {
		Boolean drains = this.byHand;
		if (drains != null) {
			this.book.drain(node, drains);
			this.drained = drains ? node : null;
			logger.log(System.Logger.Level.INFO, drains ? "This instance claims no more tasks of the cluster, by hand"
					: "This instance claims tasks of the cluster again, by hand");
			// Once more: an order may have been obeyed meanwhile
			drainAll(drains);
			if (drains.equals(this.byHand)) {
				this.byHand = null;
			}
		}
	}

	/** A pool has a part in this instance from now on. */
	void joined(PoolNode pool) {
		Boolean wanted = this.byHand;
		pool.drain((wanted != null) ? wanted : this.drained != null);
		pool.hold(waits(pool));
	}

	/** Whether a pool has yet to obey an order to stand still. */
	private boolean waits(PoolNode node) {
		PoolOrder order = this.orders.of(node.pool().name());
		return !isDone(node, order) && order.state() != null && order.state() != PoolOrder.State.RUNNING;
	}

	private boolean isDone(PoolNode node, PoolOrder order) {
		return order.equals(this.done.getOrDefault(node.pool().name(), PoolOrder.NONE));
	}

	/** An instance that is another node now is still drained. */
	private void drain(String node) {
		boolean wanted = this.orders.drained().contains(node);
		if (!wanted && this.drained != null && !this.drained.equals(node)) {
			this.book.rename(this.drained, node);
			wanted = true;
		}
		boolean before = this.drained != null;
		// Set first: a pool that joins meanwhile sees it, or is among the pools
		this.drained = wanted ? node : null;
		if (wanted != before) {
			boolean drains = wanted;
			logger.log(System.Logger.Level.INFO, drains ? "This instance claims no more tasks of the cluster, by order"
					: "This instance claims tasks of the cluster again, by order");
			drainAll(drains);
		}
	}

	private void drainAll(boolean drains) {
		this.pools.values().forEach((pool) -> pool.drain(drains));
		this.tasks.drain(drains);
	}

	private void obey(PoolNode node) {
		ParallelPool pool = node.pool();
		PoolOrder order = this.orders.of(pool.name());
		node.hold(waits(node));
		if (isDone(node, order) || pool.state() == PoolState.NEW) {
			return;
		}
		PoolOrder last = this.done.put(pool.name(), order);
		PoolOrder before = (last != null) ? last : PoolOrder.NONE;
		logger.log(System.Logger.Level.INFO,
				"Pool '%s' is to be %s on all nodes, by order of %s".formatted(pool.name(), said(order), order.by()));
		try {
			if (order.size() != null && order.sizes() != before.sizes()) {
				pool.change(Map.of(PoolSetting.MIN_SIZE, order.size().min(), PoolSetting.MAX_SIZE, order.size().max()),
						order.by());
			}
			if (order.state() != null && order.moves() != before.moves()) {
				move(pool, order.state());
			}
		}
		catch (PoolStateException | InvalidSettingException ex) {
			logger.log(System.Logger.Level.WARNING, "Pool '%s' can't do here what %s wants of it on all nodes: %s"
				.formatted(pool.name(), order.by(), ex.getMessage()));
		}
		finally {
			node.hold(false);
		}
	}

	private static String said(PoolOrder order) {
		String size = (order.size() != null) ? "of size %s to %s".formatted(order.size().min(), order.size().max())
				: "";
		String state = (order.state() != null) ? order.state().name() : "";
		return (state + " " + size).strip();
	}

	private void move(ParallelPool pool, PoolOrder.State wanted) {
		switch (wanted) {
			case PAUSED -> pool.pause();
			case STOPPED -> {
				this.stopped.add(pool.name());
				pool.stop();
			}
			case RUNNING -> {
				boolean byOrder = this.stopped.remove(pool.name());
				switch (pool.state()) {
					case PAUSED, PAUSING -> pool.resume();
					case STOPPED, STOPPING -> {
						if (byOrder) {
							pool.start();
						}
					}
					default -> {
					}
				}
			}
		}
	}

}
