package io.github.parallelpools.cluster;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.DesiredState;

/**
 * What operators want of the cluster, in its store. Thread-safe.
 */
public final class OrderBook {

	/** In the place of a pool's name: one text for all, so that a node asks once. */
	private static final String ALL = "*";

	private static final int TRIES = 100;

	private final ClusterStore store;

	OrderBook(ClusterStore store) {
		this.store = store;
	}

	/**
	 * A version of what is wanted.
	 *
	 * @param version rises with each change, 0 if there was none
	 * @param orders what is wanted
	 */
	public record Page(long version, ClusterOrders orders) {
	}

	/**
	 * What is wanted at present.
	 * @return the orders with their version
	 * @throws ClusterStoreException if the store can't be asked
	 */
	public Page read() {
		@Nullable DesiredState found = this.store.desired(ALL).orElse(null);
		return (found != null) ? new Page(found.version(), ClusterOrders.read(found.state()))
				: new Page(0, ClusterOrders.NONE);
	}

	/**
	 * Has a pool do something on all nodes, also on those that join later.
	 * @param pool the pool's name
	 * @param state what it is to do
	 * @param by who wants it
	 * @return the version of what is wanted now
	 * @throws ClusterStoreException if the store can't be asked
	 */
	public long order(String pool, PoolOrder.State state, String by) {
		return change((orders) -> orders.with(pool, orders.of(pool).to(state, by)));
	}

	/**
	 * Has a pool have so many workers on each node, also on those that join later.
	 * @param pool the pool's name
	 * @param size how many
	 * @param by who wants it
	 * @return the version of what is wanted now
	 * @throws ClusterStoreException if the store can't be asked
	 */
	public long order(String pool, PoolOrder.Size size, String by) {
		return change((orders) -> orders.with(pool, orders.of(pool).to(size, by)));
	}

	/**
	 * Has a node claim no more tasks, or do so again.
	 * @param node the node's id
	 * @param drains whether it is to claim none
	 * @return the version of what is wanted now
	 * @throws ClusterStoreException if the store can't be asked
	 */
	public long drain(String node, boolean drains) {
		return change((orders) -> orders.drain(node, drains));
	}

	/** A node that is drained is another one from now on. */
	void rename(String before, String now) {
		change((orders) -> orders.drain(before, false).drain(now, true));
	}

	private long change(UnaryOperator<ClusterOrders> change) {
		for (int i = 0; i < TRIES; i++) {
			Page page = read();
			// Asked afterwards: whoever is drained has joined before
			List<String> nodes = this.store.nodes().stream().map((one) -> one.node().id()).toList();
			String text = change.apply(page.orders().among(nodes)).write();
			OptionalLong version = this.store.desire(ALL, page.version(), text);
			if (version.isPresent()) {
				return version.getAsLong();
			}
		}
		throw new ClusterStoreException(
				"Others have changed what is wanted of the cluster %s times meanwhile. Try again.".formatted(TRIES),
				null);
	}

}
