package io.github.parallelpools.autoconfigure;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

import io.github.parallelpools.actuate.endpoint.ClusterDescription;
import io.github.parallelpools.actuate.endpoint.ClusterSummary;
import io.github.parallelpools.actuate.endpoint.ClusterView;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.ClusterTasks;
import io.github.parallelpools.cluster.NodeState;
import io.github.parallelpools.cluster.OrderBook;
import io.github.parallelpools.cluster.OwnerName;
import io.github.parallelpools.cluster.PoolOrder;
import io.github.parallelpools.cluster.TaskOrder;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.task.TaskProgress;

/**
 * The cluster as this instance sees it.
 *
 * @param cluster this instance as a node
 */
record SeenCluster(Cluster cluster) implements ClusterView {

	@Override
	public ClusterSummary summary() {
		return new ClusterSummary(this.cluster.store().name(), this.cluster.settings().name(),
				this.cluster.membership().node(), this.cluster.state().name(), this.cluster.renewedAgo().toMillis());
	}

	@Override
	public ClusterDescription describe() {
		demandStore();
		try {
			Map<String, ClusterDescription.Pool> pools = new LinkedHashMap<>();
			OrderBook.Page wanted = this.cluster.orders().read();
			this.cluster.pools()
				.forEach((pool) -> pools.put(pool,
						pool(this.cluster.store().figures(pool), wanted.orders().pools().get(pool))));
			List<ClusterDescription.Lock> locks = this.cluster.store()
				.locks()
				.stream()
				.map((one) -> new ClusterDescription.Lock(one.name(), one.node(),
						OwnerName.user(one.owner(), one.node()).toString(), one.token()))
				.toList();
			return new ClusterDescription(this.cluster.store().name(), this.cluster.settings().name(),
					this.cluster.state().name(), this.cluster.renewedAgo().toMillis(),
					this.cluster.store().nodes().stream().map(this::node).toList(), pools, locks, wanted.version(),
					this.cluster.settings().installation(),
					this.cluster.tasks().running().stream().map(SeenCluster::task).toList());
		}
		catch (ClusterStoreException ex) {
			throw silent(ex);
		}
	}

	/**
	 * A store that is known not to answer is not asked: whoever operates would wait for
	 * it.
	 */
	private void demandStore() {
		if (this.cluster.state() != NodeState.LIVE) {
			throw new PoolStateException(
					"This instance is %s: the store of the cluster does not answer, and its last renewal was %s ms ago. Ask again when it is LIVE, or ask another instance."
						.formatted(this.cluster.state(), this.cluster.renewedAgo().toMillis()));
		}
	}

	private PoolStateException silent(ClusterStoreException ex) {
		return new PoolStateException("The store of the cluster does not answer, and this instance is %s: %s"
			.formatted(this.cluster.state(), ex.getMessage()));
	}

	private static ClusterDescription.Pool pool(QueueFigures figures, @Nullable PoolOrder order) {
		return new ClusterDescription.Pool(figures.queued(), figures.running(), figures.dead(),
				figures.oldestWait().toMillis(), (order != null) ? desired(order) : null);
	}

	private static ClusterDescription.Desired desired(PoolOrder order) {
		PoolOrder.Size size = order.size();
		return new ClusterDescription.Desired((order.state() != null) ? order.state().name() : null,
				(size != null) ? size.min() : null, (size != null) ? size.max() : null, order.by());
	}

	private static ClusterDescription.Task task(ClusterTasks.Running one) {
		String state = !one.alive() ? "LOST" : one.paused() ? "PAUSED" : "RUNNING";
		TaskOrder order = one.wanted();
		String by = one.by();
		TaskProgress progress = one.progress();
		return new ClusterDescription.Task(one.name(), one.node(), one.instance(), state, one.token(), one.attempt(),
				Instant.ofEpochMilli(one.since()),
				(order != null && by != null)
						? new ClusterDescription.Wanted(order.name().toLowerCase(Locale.ROOT).replace('_', '-'), by)
						: null,
				(progress != null) ? new ClusterDescription.Progress(progress.fraction(), progress.text()) : null);
	}

	private ClusterDescription.Node node(ClusterMember member) {
		return new ClusterDescription.Node(member.node().id(), member.node().name(),
				member.node().id().equals(this.cluster.membership().node()), member.node().build(),
				member.age().toMillis(), member.lease().toMillis(), status(member.node().status()));
	}

	private static Map<String, Object> status(String json) {
		try {
			return JsonParserFactory.getJsonParser().parseMap(json);
		}
		catch (JsonParseException ex) {
			return Map.of();
		}
	}

	@Override
	public void drain(boolean drains) {
		this.cluster.drain(drains);
	}

	@Override
	public List<String> pools() {
		return this.cluster.pools();
	}

	@Override
	public long order(String pool, String state, String by) {
		return ordered((orders) -> orders.order(pool, PoolOrder.State.valueOf(state), by));
	}

	@Override
	public long resize(String pool, int min, int max, String by) {
		return ordered((orders) -> orders.order(pool, new PoolOrder.Size(min, max), by));
	}

	@Override
	public long drain(String node, boolean drains) {
		return ordered((orders) -> orders.drain(node, drains));
	}

	@Override
	public boolean operateTask(String task, String action, String by) {
		TaskOrder order = TaskOrder.valueOf(action.toUpperCase(Locale.ROOT).replace('-', '_'));
		return ordered(() -> {
			try {
				return this.cluster.tasks().order(task, order, by);
			}
			catch (IllegalArgumentException ex) {
				throw new PoolStateException(
						"What the store knows of the standalone task '%s' can't be read here: %s. Ask the instance that executes it, which may be of another release."
							.formatted(task, ex.getMessage()));
			}
		});
	}

	private long ordered(ToLongFunction<OrderBook> order) {
		return ordered(() -> order.applyAsLong(this.cluster.orders()));
	}

	private <T> T ordered(Supplier<T> order) {
		demandStore();
		try {
			return order.get();
		}
		catch (ClusterStoreException ex) {
			throw silent(ex);
		}
	}

}
