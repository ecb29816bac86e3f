package io.github.parallelpools.worker.process.child;

import java.util.function.BooleanSupplier;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.store.SharedNames;
import io.github.parallelpools.spi.SharedObjects;

/** What is shared by name, as it is seen from a worker process. */
final class ChildObjects implements SharedObjects {

	private final Calls calls;

	private final Thread taskThread;

	ChildObjects(Calls calls, Thread taskThread) {
		this.calls = calls;
		this.taskThread = taskThread;
	}

	@Override
	public SharedLock lock(String name, BooleanSupplier ended) {
		return new ChildLock(SharedNames.require("lock", name), this.calls, this.taskThread);
	}

}
