package io.github.parallelpools.actuate.endpoint;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.PoolStateException;

/**
 * What operators may want of the cluster: that a pool does something on all nodes, or
 * that a node claims no more tasks.
 */
enum ClusterAction {

	PAUSE("PAUSED"), RESUME("RUNNING"), START("RUNNING"), STOP("STOPPED"), RESIZE(null), DRAIN(null);

	/** Of all pools of one node. */
	private static final List<ClusterAction> OF_NODES = List.of(DRAIN, RESUME);

	private static final List<ClusterAction> OF_POOLS = List.of(PAUSE, RESUME, START, STOP, RESIZE);

	private final @Nullable String state;

	ClusterAction(@Nullable String state) {
		this.state = state;
	}

	private static ClusterAction of(@Nullable String name, List<ClusterAction> among, String what) {
		return among.stream()
			.filter((one) -> one.name().toLowerCase(Locale.ROOT).equals(name))
			.findFirst()
			.orElseThrow(() -> new BadRequestException(
					((name != null) ? "'action' can't be '%s' for %s.".formatted(name, what)
							: "'action' is missing for %s.".formatted(what))
							+ " Use one of: %s.".formatted(among.stream()
								.map((one) -> one.name().toLowerCase(Locale.ROOT))
								.collect(Collectors.joining(", ")))));
	}

	/** Says why there is nothing to be shown or operated. */
	static NotFoundException noCluster() {
		return new NotFoundException(
				"This instance is in no cluster, as no pool has 'scope: cluster', 'parallel.cluster.shared' is not 'cluster', and 'parallel.cluster.enabled' is not true.");
	}

	/** Whether a node is to claim no more tasks; else it is to do so again. */
	private static boolean isDrain(@Nullable String action) {
		return of(action, OF_NODES, "a node of the cluster") == DRAIN;
	}

	/** Drains this instance, or has it resume, at once; returns what it is now. */
	static Object drain(ClusterView view, @Nullable String action) {
		view.drain(isDrain(action));
		try {
			return view.describe();
		}
		catch (PoolStateException ex) {
			// It is done all the same, without the store
			return view.summary();
		}
	}

	/** Drains a node, or has it resume; returns the version of what is wanted. */
	static long drain(ClusterView view, @Nullable String action, String node) {
		boolean drains = isDrain(action);
		return view.drain(node(view, node), drains);
	}

	/** Has a pool do something on all nodes; returns the version of what is wanted. */
	static long order(ClusterView view, String pool, PoolRequest request) {
		if (!view.pools().contains(pool)) {
			throw new NotFoundException(
					"There is no pool '%s' with 'scope: cluster' here. There are: %s.".formatted(pool, view.pools()));
		}
		ClusterAction action = of(request.action(), OF_POOLS, "pool '" + pool + "' on all nodes");
		if (action.state != null) {
			return view.order(pool, action.state, request.by());
		}
		int min = PoolAction.size("minSize", request.minSize(), 0);
		int max = PoolAction.size("maxSize", request.maxSize(), 1);
		if (min > max) {
			throw new BadRequestException(
					"Pool '%s': 'minSize' can't be '%s', as 'maxSize' is %s. Set it to that at most.".formatted(pool,
							min, max));
		}
		return view.resize(pool, min, max, request.by());
	}

	/**
	 * The node that is meant.
	 * @param text its id, or its name if no other node has that
	 * @return its id
	 */
	private static String node(ClusterView view, String text) {
		List<ClusterDescription.Node> nodes = view.describe().nodes();
		if (nodes.stream().anyMatch((one) -> one.id().equals(text))) {
			return text;
		}
		List<String> called = nodes.stream()
			.filter((one) -> one.name().equals(text))
			.map(ClusterDescription.Node::id)
			.toList();
		if (called.size() > 1) {
			throw new BadRequestException("%s nodes are called '%s'. Write the id of one as 'node': %s."
				.formatted(called.size(), text, String.join(", ", called)));
		}
		if (called.isEmpty()) {
			throw new NotFoundException("The cluster has no node '%s'. There are: %s.".formatted(text,
					nodes.stream()
						.map((one) -> "%s (%s)".formatted(one.id(), one.name()))
						.collect(Collectors.joining(", "))));
		}
		return called.get(0);
	}

	/**
	 * What operators have asked for.
	 *
	 * @param desiredVersion the version of what is wanted of the cluster
	 */
	record Version(long desiredVersion) {
	}

}
