package io.github.parallelpools.engine.pool;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;

/**
 * Has the supervisor look at one pool in time, and those look again who wait until a
 * time. Knows nothing of what is done then. Called by any thread, but where something
 * else is said.
 */
final class Deadlines {

	private final PoolCore core;

	private final Supervisor supervisor;

	Deadlines(PoolCore core, Supervisor supervisor) {
		this.core = core;
		this.supervisor = supervisor;
	}

	/** Makes sure that a task which starts now is looked after when it is over time. */
	void watchFrom(long startedNanos) {
		TaskLooks looks = this.core.settings.looks();
		if (looks.isAny()) {
			this.supervisor.watchTask(startedNanos, looks.first(), looks.last());
		}
	}

	/** The limits of tasks may have changed, also of those that run. */
	void watchAnew() {
		long now = this.core.nanos();
		watchFrom(now);
		watchUntil(now);
	}

	/** Has somebody look when a deadline has passed, or before. */
	void watchUntil(long deadline) {
		this.supervisor.wakeBy(deadline);
	}

	/** Those who wait until a time look how late it is now. */
	void clockMoved() {
		try (Held held = this.core.holdSilentlyBeside()) {
			this.core.crew.wakeAll();
		}
	}

	/** Has somebody look when a task has to have begun, if it has to. */
	void watchDeadline(Execution<?> task) {
		if (task.hasDeadline()) {
			watchUntil(task.startsBy());
		}
	}

	/** When the first of those that wait has to begin; called under the pool's lock. */
	long firstDeadline(long now) {
		Execution<?> first = this.core.queue.mostUrgent();
		return (first != null) ? first.startsBy() : Ticker.never(now);
	}

}
