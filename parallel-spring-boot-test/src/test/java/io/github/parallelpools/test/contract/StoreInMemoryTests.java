package io.github.parallelpools.test.contract;

import java.time.Duration;

import io.github.parallelpools.cluster.store.ClusterStoreContractTests;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** The contract of stores can be kept by somebody who only has this module. */
class StoreInMemoryTests extends ClusterStoreContractTests {

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	StoreInMemoryTests() {
		this.memory.showsDeath(true);
	}

	@Override
	protected ClusterStore open() {
		return this.memory.open();
	}

	@Override
	protected void pass(Duration duration) {
		this.time.pass(duration);
	}

}
