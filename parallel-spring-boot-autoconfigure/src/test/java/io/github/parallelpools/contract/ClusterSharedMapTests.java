package io.github.parallelpools.contract;

import io.github.parallelpools.cluster.ClusterMaps;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.shared.store.MapStores;

class ClusterSharedMapTests extends SharedMapContract {

	private static final int LARGE = 1 << 22;

	@Override
	MapStores stores() {
		return new ClusterMaps(new MemoryCluster().open(), LARGE);
	}

}
