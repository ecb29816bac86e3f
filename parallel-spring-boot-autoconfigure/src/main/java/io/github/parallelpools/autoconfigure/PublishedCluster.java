package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import org.springframework.context.ApplicationEvent;

import io.github.parallelpools.autoconfigure.event.ClusterEndRefusedEvent;
import io.github.parallelpools.autoconfigure.event.ClusterMembershipEvent;
import io.github.parallelpools.autoconfigure.event.ClusterNodesGoneEvent;
import io.github.parallelpools.cluster.ClusterObserver;

/**
 * Publishes what happens in the cluster to the application's listeners.
 *
 * @param way where the events go
 */
record PublishedCluster(Consumer<ApplicationEvent> way) implements ClusterObserver {

	@Override
	public void joined(String node) {
		this.way.accept(new ClusterMembershipEvent(this, node));
	}

	@Override
	public void fenced() {
		this.way.accept(new ClusterMembershipEvent(this, null));
	}

	@Override
	public void endRefused(String pool, String task, String reason, boolean replaced) {
		this.way.accept(new ClusterEndRefusedEvent(this, pool, task, reason, replaced));
	}

	@Override
	public void evicted(List<String> nodes) {
		this.way.accept(new ClusterNodesGoneEvent(this, nodes));
	}

}
