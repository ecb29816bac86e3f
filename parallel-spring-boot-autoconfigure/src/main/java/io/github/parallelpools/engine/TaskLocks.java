package io.github.parallelpools.engine;

import java.util.List;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockStore;

/**
 * Sees to it that no lock outlives the task that took it. Knows nothing of who waits for
 * one.
 */
final class TaskLocks {

	private static final System.Logger logger = System.getLogger(TaskLocks.class.getName());

	private final LockStore store;

	TaskLocks(LockStore store) {
		this.store = store;
	}

	/** Takes back what a task has left locked. */
	void taskEnded(Execution<?> task, LockOwner owner) {
		List<String> left = this.store.releaseAll(owner);
		if (!left.isEmpty()) {
			logger.log(System.Logger.Level.WARNING,
					"Task {0} ended and left {1} locked; that was released. Unlock in a finally block", task.id(),
					left);
		}
	}

	/** What a worker that was given up keeps locked, for people to read. */
	String keptBy(LockOwner owner) {
		List<String> held = this.store.heldBy(owner);
		return held.isEmpty() ? "" : " It keeps the locks %s, which can be released by hand.".formatted(held);
	}

}
