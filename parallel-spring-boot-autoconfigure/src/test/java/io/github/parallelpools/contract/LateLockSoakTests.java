package io.github.parallelpools.contract;

import java.util.concurrent.ThreadLocalRandom;

import io.github.parallelpools.shared.store.LateLocks;
import io.github.parallelpools.shared.store.SharedStore;

/** Locks live in a store whose answers come late and in any order, or are failures. */
class LateLockSoakTests extends LockSoak {

	private final LateLocks locks = new LateLocks();

	private final SharedStore store = new SharedStore(this.locks, SharedStore.inMemory().maps());

	@Override
	SharedStore storeOfProcesses() {
		return this.store;
	}

	@Override
	SharedStore storeOfThreads() {
		return this.store;
	}

	@Override
	void fail(long choices) {
		this.locks.failing((question) -> isFailing(question) ? new IllegalStateException("no answer") : null);
	}

	private static boolean isFailing(String question) {
		return !question.equals("snapshot") && ThreadLocalRandom.current().nextInt(10) == 0;
	}

	@Override
	int failures() {
		return this.locks.failures();
	}

	@Override
	boolean isFree() {
		return this.locks.truth().isEmpty();
	}

}
