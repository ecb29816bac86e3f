package io.github.parallelpools.engine.bulk;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the ends of items, and the time. Safe for use by several threads; to count
 * allocates nothing.
 */
final class Tally {

	private final AtomicLong done = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private boolean begun;

	private boolean ended;

	private long beginning;

	private long end;

	/** The clock runs from now on, unless that is over. */
	synchronized void begin() {
		if (!this.begun && !this.ended) {
			this.begun = true;
			this.beginning = System.nanoTime();
		}
	}

	/** The clock stands still from now on. */
	synchronized void end() {
		if (!this.ended) {
			this.ended = true;
			this.end = System.nanoTime();
		}
	}

	synchronized Duration elapsed() {
		return this.begun ? Duration.ofNanos((this.ended ? this.end : System.nanoTime()) - this.beginning)
				: Duration.ZERO;
	}

	void count(boolean failure) {
		(failure ? this.failed : this.done).incrementAndGet();
	}

	long done() {
		return this.done.get();
	}

	long failed() {
		return this.failed.get();
	}

}
