package io.github.parallelpools.contract;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.LateLocks;
import io.github.parallelpools.shared.store.LockStore;

/** The same where every answer about a lock comes late, and in any order. */
class LateLockContractTests extends LockContractTests {

	LateLockContractTests(WorkerKind kind) {
		super(kind);
	}

	@Override
	LockStore locks() {
		return new LateLocks();
	}

}
