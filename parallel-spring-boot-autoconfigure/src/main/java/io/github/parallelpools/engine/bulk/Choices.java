package io.github.parallelpools.engine.bulk;

import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.WhenFull;

/** What the user has chosen for one bulk. Safe for use by several threads. */
final class Choices {

	private static final int IN_FLIGHT_PER_WORKER = 16;

	/** 0 for nothing. */
	private volatile int limit;

	private volatile TaskOptions options = TaskOptions.DEFAULTS;

	private volatile boolean asCompleted;

	private volatile boolean stopsAtFailure;

	void limit(int items) {
		this.limit = items;
	}

	/** How many items may be in flight in a pool with these settings. */
	int limit(PoolSettings settings) {
		int chosen = this.limit;
		long items = (chosen > 0) ? chosen : (long) IN_FLIGHT_PER_WORKER * settings.size().max();
		if (settings.queue().whenFull() == WhenFull.DISCARD_OLDEST) {
			items = Math.min(items, settings.queue().capacity());
		}
		return (int) Math.min(items, Integer.MAX_VALUE);
	}

	/** By the thread that chooses, of which there is one. */
	void options(TaskOptions chosen) {
		this.options = chosen;
	}

	/** What each item is given beside its work. */
	TaskOptions options() {
		return this.options;
	}

	void asCompleted() {
		this.asCompleted = true;
	}

	boolean areInOrder() {
		return !this.asCompleted;
	}

	void stopAtFailure() {
		this.stopsAtFailure = true;
	}

	/** Whether the first failure is the end. */
	boolean stopsAtFailure() {
		return this.stopsAtFailure;
	}

}
