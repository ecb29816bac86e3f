package io.github.parallelpools.autoconfigure;

import org.springframework.context.SmartLifecycle;

import io.github.parallelpools.cluster.Cluster;

/**
 * Has this instance join the cluster before its pools start, and leave it after they have
 * stopped.
 */
final class ClusterLifecycle implements SmartLifecycle {

	private final Cluster cluster;

	private volatile boolean running;

	ClusterLifecycle(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public void start() {
		this.cluster.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.cluster.stop();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PoolLifecycle.PHASE - 1;
	}

}
