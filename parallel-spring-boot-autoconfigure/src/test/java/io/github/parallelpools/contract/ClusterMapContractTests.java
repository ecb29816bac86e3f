package io.github.parallelpools.contract;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;

import io.github.parallelpools.cluster.ClusterInstance;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;

/** The same where maps live in the store of a cluster. */
class ClusterMapContractTests extends MapContractTests {

	private ClusterInstance instance;

	ClusterMapContractTests(WorkerKind kind) {
		super(kind);
	}

	@Override
	SharedStore shared() {
		this.instance = new ClusterInstance(new MemoryCluster(), "one", Duration.ofMillis(20));
		return this.instance.shared();
	}

	@AfterEach
	void leave() {
		this.instance.close();
	}

}
