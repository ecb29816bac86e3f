package io.github.parallelpools.worker.process.log;

import java.util.concurrent.TimeUnit;

/**
 * How much one worker may log and print in the long run, so that it neither fills the
 * application's disk nor takes its time: a rate, and a burst above it. Counts what is
 * above. Not safe for use by several threads.
 */
final class LogRate {

	static final int PER_SECOND = 10_000;

	static final int BURST = 50_000;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long NANOS_PER_EVENT = SECOND / PER_SECOND;

	/** How much of the burst is left, as time. */
	private long credit = BURST * NANOS_PER_EVENT;

	private long last;

	private long dropped;

	/** When the first was dropped of those that were not told. */
	private long since;

	LogRate(long now) {
		this.last = now;
	}

	/** Whether one more is let through; otherwise it counts as dropped. */
	boolean admits(long now) {
		this.credit = Math.min(BURST * NANOS_PER_EVENT, this.credit + Math.max(0, now - this.last));
		this.last = now;
		if (this.credit >= NANOS_PER_EVENT) {
			this.credit -= NANOS_PER_EVENT;
			return true;
		}
		if (this.dropped++ == 0) {
			this.since = now;
		}
		return false;
	}

	/** How many were dropped, once that is worth telling, and then none. */
	long toTell(long now) {
		return (now - this.since >= SECOND) ? all() : 0;
	}

	/** How many were dropped and not told, and then none. */
	long all() {
		long all = this.dropped;
		this.dropped = 0;
		return all;
	}

}
