package io.github.parallelpools.contract;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;

import io.github.parallelpools.cluster.ClusterInstance;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.LockStore;

/**
 * The same where locks live in the store of a cluster, whose answers are lost at times.
 */
class ClusterLockContractTests extends LockContractTests {

	private static final double LOST = 0.02;

	private ClusterInstance instance;

	ClusterLockContractTests(WorkerKind kind) {
		super(kind);
	}

	@Override
	LockStore locks() {
		this.instance = new ClusterInstance(new MemoryCluster(), "one", Duration.ofMillis(20));
		this.instance.answers().loseAtRandom(System.nanoTime(), LOST);
		return this.instance.locks();
	}

	@AfterEach
	void leave() {
		this.instance.close();
	}

}
