package io.github.parallelpools.worker.process.child;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.child.Inbox.Message;

/**
 * Waits for what the main thread is to do. When nothing has come for a while, memory is
 * given back, once until the next message. What comes meanwhile is in the inbox
 * afterwards.
 */
final class Idleness {

	/** Soon enough to count, and seldom enough to cost nothing. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Inbox inbox;

	private final long patienceNanos;

	private final Runnable givesBack;

	/**
	 * Makes one.
	 * @param inbox where messages come from
	 * @param patienceNanos for how long nothing has come when memory is given back
	 * @param givesBack gives it back; called by the waiting thread
	 */
	Idleness(Inbox inbox, long patienceNanos, Runnable givesBack) {
		this.inbox = inbox;
		this.patienceNanos = patienceNanos;
		this.givesBack = givesBack;
	}

	/** The next message; waits for it, whatever a task has left behind. */
	Message next() {
		Message soon = take(this.patienceNanos);
		if (soon != null) {
			return soon;
		}
		this.givesBack.run();
		while (true) {
			Message next = take(Long.MAX_VALUE);
			if (next != null) {
				return next;
			}
		}
	}

	private @Nullable Message take(long nanos) {
		while (true) {
			try {
				return this.inbox.take(nanos);
			}
			catch (InterruptedException ex) {
				// What a task left behind means nothing here.
				Thread.interrupted();
			}
		}
	}

}
