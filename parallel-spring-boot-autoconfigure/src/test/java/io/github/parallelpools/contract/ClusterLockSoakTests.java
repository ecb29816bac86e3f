package io.github.parallelpools.contract;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;

import io.github.parallelpools.cluster.ClusterInstance;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.shared.store.SharedStore;

/** Threads and processes belong to two instances of a cluster, whose answers are lost. */
class ClusterLockSoakTests extends LockSoak {

	private static final double LOST = 0.1;

	private final MemoryCluster memory = new MemoryCluster();

	private final ClusterInstance processes = new ClusterInstance(this.memory, "processes", Duration.ofMillis(50));

	private final ClusterInstance threads = new ClusterInstance(this.memory, "threads", Duration.ofMillis(50));

	@AfterEach
	void leave() {
		this.processes.close();
		this.threads.close();
	}

	@Override
	SharedStore storeOfProcesses() {
		return this.processes.shared();
	}

	@Override
	SharedStore storeOfThreads() {
		return this.threads.shared();
	}

	@Override
	void fail(long choices) {
		this.processes.answers().loseAtRandom(choices, LOST);
		this.threads.answers().loseAtRandom(choices + 1, LOST);
	}

	@Override
	int failures() {
		return this.processes.answers().count() + this.threads.answers().count();
	}

	@Override
	boolean isFree() {
		return this.memory.open().locks().isEmpty();
	}

}
