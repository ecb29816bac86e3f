package io.github.parallelpools.engine.task;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A number that many threads change, in a cache line of its own: who changes it slows
 * nobody down who reads what lies beside it. Thread-safe.
 */
public final class LoneCount {

	/** So many numbers fill a cache line of 64 bytes, as most processors have them. */
	private static final int LINE = 8;

	private final AtomicLongArray cells = new AtomicLongArray(2 * LINE);

	public long get() {
		return this.cells.get(LINE);
	}

	/** Returns the number as it was before it was counted up. */
	long getAndIncrement() {
		return this.cells.getAndIncrement(LINE);
	}

	public long incrementAndGet() {
		return this.cells.incrementAndGet(LINE);
	}

	public long decrementAndGet() {
		return this.cells.decrementAndGet(LINE);
	}

}
