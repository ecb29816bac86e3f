package io.github.parallelpools.autoconfigure;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** Standalone tasks of a cluster in memory. */
class ClusterTaskTests extends ClusterTaskContract {

	private final MemoryCluster memory = new MemoryCluster();

	@Override
	ClusterStore open() {
		return this.memory.open();
	}

}
