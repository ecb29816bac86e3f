package io.github.parallelpools.worker.process.child;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.child.Inbox.Message;

/**
 * Waits for what the main thread is to do. When no message has come for a while, memory
 * is given back, once until the next message. What comes meanwhile is in the inbox
 * afterwards. The wait before that grows with the time that giving back took, so that it
 * takes a small share of the time with a large heap, too. Used by one thread.
 */
final class Idleness {

	/** Soon enough to count, and seldom enough to cost nothing. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** The wait is at least so many times as long as giving back took last. */
	private static final int SHARE = 100;

	private final Inbox inbox;

	private final long leastNanos;

	private final Runnable givesBack;

	private final LongSupplier nanoTime;

	private long patienceNanos;

	/**
	 * Makes one.
	 * @param inbox where messages come from
	 * @param leastNanos for how long at least nothing has come when memory is given back
	 * @param givesBack gives it back; called by the waiting thread
	 * @param nanoTime tells how long that takes
	 */
	Idleness(Inbox inbox, long leastNanos, Runnable givesBack, LongSupplier nanoTime) {
		this.inbox = inbox;
		this.leastNanos = leastNanos;
		this.givesBack = givesBack;
		this.nanoTime = nanoTime;
		this.patienceNanos = leastNanos;
	}

	/** The next message; waits for it, whatever a task has left behind. */
	Message next() {
		Message soon = take(this.patienceNanos);
		if (soon != null) {
			return soon;
		}
		giveBack();
		while (true) {
			Message next = take(Long.MAX_VALUE);
			if (next != null) {
				return next;
			}
		}
	}

	private void giveBack() {
		long begun = this.nanoTime.getAsLong();
		this.givesBack.run();
		this.patienceNanos = Math.max(this.leastNanos, SHARE * (this.nanoTime.getAsLong() - begun));
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
