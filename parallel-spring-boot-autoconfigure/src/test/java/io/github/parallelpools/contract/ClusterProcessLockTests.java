package io.github.parallelpools.contract;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;

import io.github.parallelpools.cluster.ClusterInstance;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.shared.store.LockStore;

/** The same where locks live in the store of a cluster. */
class ClusterProcessLockTests extends ProcessLockTests {

	private ClusterInstance instance;

	@Override
	LockStore locks() {
		this.instance = new ClusterInstance(new MemoryCluster(), "one", Duration.ofMillis(20));
		return this.instance.locks();
	}

	@AfterEach
	void leave() {
		this.instance.close();
	}

}
