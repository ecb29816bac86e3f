package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.parallelpools.cluster.ClusterObserver;

/**
 * Tells all observers of the cluster; none keeps the others from being told.
 *
 * @param all the observers, in their order
 */
record ClusterObservers(List<ClusterObserver> all) implements ClusterObserver {

	private static final Log logger = LogFactory.getLog(ClusterObservers.class);

	private void tell(Consumer<ClusterObserver> what) {
		for (ClusterObserver one : this.all) {
			try {
				what.accept(one);
			}
			catch (RuntimeException ex) {
				logger.warn("An observer of the cluster has failed", ex);
			}
		}
	}

	@Override
	public void renewed(Duration took) {
		tell((one) -> one.renewed(took));
	}

	@Override
	public void endRefused(String pool, String task, String reason, boolean replaced) {
		tell((one) -> one.endRefused(pool, task, reason, replaced));
	}

	@Override
	public void claimed(Duration took, int tasks) {
		tell((one) -> one.claimed(took, tasks));
	}

	@Override
	public void completed(Duration took) {
		tell((one) -> one.completed(took));
	}

	@Override
	public void refused(String task) {
		tell((one) -> one.refused(task));
	}

	@Override
	public void requeued(int tasks) {
		tell((one) -> one.requeued(tasks));
	}

	@Override
	public void evicted(List<String> nodes) {
		tell((one) -> one.evicted(nodes));
	}

	@Override
	public void orphan(String task) {
		tell((one) -> one.orphan(task));
	}

	@Override
	public void joined(String node) {
		tell((one) -> one.joined(node));
	}

	@Override
	public void fenced() {
		tell(ClusterObserver::fenced);
	}

}
