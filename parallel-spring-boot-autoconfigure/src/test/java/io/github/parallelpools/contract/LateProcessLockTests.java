package io.github.parallelpools.contract;

import io.github.parallelpools.shared.store.LateLocks;
import io.github.parallelpools.shared.store.LockStore;

/** The same where every answer about a lock comes late, and in any order. */
class LateProcessLockTests extends ProcessLockTests {

	@Override
	LockStore locks() {
		return new LateLocks();
	}

}
