package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.StoredTask;

/**
 * Looks for tasks of this instance's pools that have ended and name somebody who is to be
 * told, but whose submitter is gone, and has them told here. Whoever has adopted such a
 * task tells, and nobody else does for as long as he lives. An adoption whose answer is
 * lost is repeated. Used by one thread at a time, but for pools that are added.
 */
final class Heirs {

	private static final Duration LOOK = Duration.ofSeconds(2);

	/** How many tasks are looked for at a time. */
	private static final int MOST = 100;

	private final ClusterStore store;

	private final Membership membership;

	private final Waiting waiting;

	private final Timers timers;

	private final Queue<PoolTasks> pools = new ConcurrentLinkedQueue<>();

	/** What may be adopted already, by task. */
	private final Map<String, Adoption> doubtful = new LinkedHashMap<>();

	private long lookAt;

	/**
	 * An adoption.
	 *
	 * @param node the node that adopts
	 * @param tasks those of the task's pool
	 * @param task the task
	 */
	private record Adoption(String node, PoolTasks tasks, StoredTask task) {
	}

	Heirs(ClusterStore store, Membership membership, Waiting waiting, Timers timers) {
		this.store = store;
		this.membership = membership;
		this.waiting = waiting;
		this.timers = timers;
		this.lookAt = timers.nanos();
	}

	/** Looks after a pool, too. */
	void add(PoolTasks tasks) {
		this.pools.add(tasks);
	}

	void look() {
		String node = this.membership.node();
		if (node == null || this.timers.nanos() - this.lookAt < 0) {
			return;
		}
		try {
			this.doubtful.values().removeIf((one) -> !one.node().equals(node));
			new ArrayList<>(this.doubtful.values()).forEach(this::adopt);
			for (PoolTasks tasks : this.pools) {
				tasks.tellLeft(node);
				look(node, tasks);
			}
			this.lookAt = this.timers.nanos() + LOOK.toNanos();
		}
		catch (ClusterStoreException ex) {
			// It is asked again soon.
			return;
		}
	}

	private void look(String node, PoolTasks tasks) {
		Set<String> names = tasks.named().names();
		boolean more = !names.isEmpty();
		while (more) {
			List<StoredTask> found = this.store.untold(tasks.pool(), names, MOST);
			boolean adopted = false;
			for (StoredTask task : found) {
				adopted |= adopt(new Adoption(node, tasks, task));
			}
			more = adopted && found.size() == MOST;
		}
	}

	private boolean adopt(Adoption one) {
		String id = one.task().task().id();
		this.doubtful.put(id, one);
		boolean adopted = this.store.adopt(one.node(), id, one.task().task().submitter());
		this.doubtful.remove(id);
		if (adopted) {
			this.waiting.tellAdopted(one.tasks(), one.task());
		}
		return adopted;
	}

}
