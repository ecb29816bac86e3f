package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.parallelpools.actuate.metrics.ClusterMeters;
import io.github.parallelpools.cluster.ClusterObserver;

/**
 * Has what happens in the cluster counted.
 *
 * @param meters count it
 */
record MeteredCluster(ClusterMeters meters) implements ClusterObserver {

	@Override
	public void renewed(Duration took) {
		this.meters.renewed(took);
	}

	@Override
	public void claimed(Duration took, int tasks) {
		this.meters.claimed(took);
	}

	@Override
	public void completed(Duration took) {
		this.meters.completed(took);
	}

	@Override
	public void refused(String task) {
		this.meters.refused();
	}

	@Override
	public void requeued(int tasks) {
		this.meters.requeued(tasks);
	}

	@Override
	public void evicted(List<String> nodes) {
		this.meters.evicted(nodes.size());
	}

	@Override
	public void orphan(String task) {
		this.meters.orphan();
	}

	@Override
	public void fenced() {
		this.meters.fenced();
	}

}
