package io.github.parallelpools.engine.standalone;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while something runs that it is to wait for: workers are daemons,
 * so one thread that is none waits for them. Knows nothing of what runs.
 */
final class KeepAlive {

	// Guarded by this.

	private int running;

	private @Nullable Thread thread;

	synchronized void begin() {
		if (this.thread == null) {
			Thread made = new Thread(null, this::hold, "parallel-keep-alive", 0, false);
			made.setDaemon(false);
			made.start();
			this.thread = made;
		}
		this.running++;
	}

	synchronized void end() {
		this.running--;
		notifyAll();
	}

	private synchronized void hold() {
		while (this.running > 0) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				// Nobody has a reason to: what runs still does.
				continue;
			}
		}
		this.thread = null;
	}

}
