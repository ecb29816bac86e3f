package io.github.parallelpools.cluster;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * All that operators want of the cluster, as one text: it is read in one call, and
 * changed by its version.
 *
 * @param pools what is wanted of pools, by their names
 * @param drained the ids of the nodes that are to claim no tasks
 */
public record ClusterOrders(Map<String, PoolOrder> pools, Set<String> drained) {

	/** Nobody wants anything. */
	public static final ClusterOrders NONE = new ClusterOrders(Map.of(), Set.of());

	private static final String UNSAID = "-";

	/** Copies what it is given. */
	public ClusterOrders {
		pools = Map.copyOf(pools);
		drained = Set.copyOf(drained);
	}

	ClusterOrders with(String pool, PoolOrder order) {
		Map<String, PoolOrder> all = new TreeMap<>(this.pools);
		all.put(pool, order);
		return new ClusterOrders(all, this.drained);
	}

	PoolOrder of(String pool) {
		return this.pools.getOrDefault(pool, PoolOrder.NONE);
	}

	ClusterOrders drain(String node, boolean drains) {
		Set<String> all = new TreeSet<>(this.drained);
		if (drains) {
			all.add(node);
		}
		else {
			all.remove(node);
		}
		return new ClusterOrders(this.pools, all);
	}

	/** Forgets nodes that are no more. */
	ClusterOrders among(Collection<String> nodes) {
		Set<String> all = new TreeSet<>(this.drained);
		all.retainAll(nodes);
		return new ClusterOrders(this.pools, all);
	}

	/** A line for each, of words without spaces. */
	String write() {
		StringJoiner lines = new StringJoiner("\n");
		new TreeMap<>(this.pools).forEach((pool, order) -> {
			PoolOrder.Size size = order.size();
			lines.add(String.join(" ", "pool", word(pool), (order.state() != null) ? order.state().name() : UNSAID,
					(size != null) ? size.min() + ":" + size.max() : UNSAID, word(order.by()),
					String.valueOf(order.moves()), String.valueOf(order.sizes())));
		});
		new TreeSet<>(this.drained).forEach((node) -> lines.add("drain " + word(node)));
		return lines.toString();
	}

	/**
	 * Reads what was written; what a later release has added is passed over.
	 * @throws IllegalArgumentException if it is no such text
	 */
	static ClusterOrders read(String text) {
		Map<String, PoolOrder> pools = new TreeMap<>();
		Set<String> drained = new TreeSet<>();
		text.lines().map((line) -> line.split(" ", -1)).forEach((words) -> {
			if (words[0].equals("pool") && words.length >= 7) {
				pools.put(said(words[1]),
						new PoolOrder(words[2].equals(UNSAID) ? null : PoolOrder.State.valueOf(words[2]),
								size(words[3]), said(words[4]), Integer.parseInt(words[5]),
								Integer.parseInt(words[6])));
			}
			else if (words[0].equals("drain") && words.length >= 2) {
				drained.add(said(words[1]));
			}
		});
		return new ClusterOrders(pools, drained);
	}

	private static PoolOrder.@Nullable Size size(String text) {
		int middle = text.indexOf(':');
		return (middle < 0) ? null : new PoolOrder.Size(Integer.parseInt(text.substring(0, middle)),
				Integer.parseInt(text.substring(middle + 1)));
	}

	private static String word(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String said(String word) {
		return URLDecoder.decode(word, StandardCharsets.UTF_8);
	}

}
