package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LogLevels;

/**
 * Tells logging libraries of changed levels, in a thread that lives as long as that
 * takes: they have locks of their own, and the reader must not wait for any.
 */
final class LevelListeners {

	/** Guarded by this, also while they are called. */
	private final List<Consumer<LogLevels>> listeners = new ArrayList<>(2);

	private volatile boolean hasListeners;

	/** The latest levels as they came: nobody reads them in a process that never logs. */
	private volatile byte @Nullable [] encoded;

	synchronized void add(Consumer<LogLevels> listener) {
		this.listeners.add(listener);
		this.hasListeners = true;
		listener.accept(levels());
	}

	private LogLevels levels() {
		byte[] known = this.encoded;
		try {
			return (known != null) ? LogLevels.decode(known) : LogLevels.STANDARD;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The application has sent levels that can't be read", ex);
		}
	}

	void changed(byte[] latest) {
		this.encoded = latest;
		if (this.hasListeners) {
			Thread teller = new Thread(null, this::tell, "parallel-levels", 0, false);
			teller.setDaemon(true);
			teller.start();
		}
	}

	/** The latest come last, however many threads there are. */
	private synchronized void tell() {
		LogLevels levels = levels();
		this.listeners.forEach((listener) -> listener.accept(levels));
	}

}
