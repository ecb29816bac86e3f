package io.github.parallelpools.worker.process.child;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.parallelpools.worker.process.wire.LogLevels;

/**
 * Tells logging libraries of changed levels, in a thread that lives as long as that
 * takes: they have locks of their own, and the reader must not wait for any.
 */
final class LevelListeners {

	private final Supplier<LogLevels> levels;

	/** Guarded by this, also while they are called. */
	private final List<Consumer<LogLevels>> listeners = new ArrayList<>(2);

	private volatile boolean hasListeners;

	LevelListeners(Supplier<LogLevels> levels) {
		this.levels = levels;
	}

	synchronized void add(Consumer<LogLevels> listener) {
		this.listeners.add(listener);
		this.hasListeners = true;
		listener.accept(this.levels.get());
	}

	void changed() {
		if (this.hasListeners) {
			Thread teller = new Thread(null, this::tell, "parallel-levels", 0, false);
			teller.setDaemon(true);
			teller.start();
		}
	}

	/** The latest come last, however many threads there are. */
	private synchronized void tell() {
		this.listeners.forEach((listener) -> listener.accept(this.levels.get()));
	}

}
