package io.github.parallelpools.contract;

import io.github.parallelpools.cluster.ClusterMaps;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.MemoryMaps;

class ClusterSharedMapRaceTests extends SharedMapRaces {

	private static final int LARGE = 1 << 22;

	private final MemoryCluster memory = new MemoryCluster();

	@Override
	MapStores client(MemoryMaps owner) {
		return new ClusterMaps(this.memory.open(), LARGE);
	}

}
