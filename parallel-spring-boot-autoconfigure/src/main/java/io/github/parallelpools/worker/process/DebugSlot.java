package io.github.parallelpools.worker.process;

import org.jspecify.annotations.Nullable;

/**
 * Which worker of a pool has the port for a debugger: the first one, and when that has
 * ended, the next that starts. Thread-safe.
 */
final class DebugSlot {

	// Guarded by this.

	private boolean starting;

	private @Nullable ProcessHandle process;

	/** Reserves the port for a worker that is about to start. */
	synchronized boolean claim() {
		if (this.starting || (this.process != null && this.process.isAlive())) {
			return false;
		}
		this.starting = true;
		return true;
	}

	/** The worker has started, or not. */
	synchronized void started(@Nullable ProcessHandle started) {
		this.starting = false;
		this.process = started;
	}

}
