package io.github.parallelpools.shadow;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Chooses a share of all tasks, evenly and in no pattern that tasks could have, too.
 * Which of them are chosen depends on their number only. Thread-safe, without locks.
 */
final class Sampling {

	private static final long GOLDEN = 0x9E3779B97F4A7C15L;

	private static final double PERCENT = 100;

	private final AtomicLong asked = new AtomicLong();

	private volatile double share;

	Sampling(double share) {
		this.share = share;
	}

	/** How many percent are chosen. */
	double share() {
		return this.share;
	}

	/** Chooses another share from now on, in percent. */
	void share(double changed) {
		this.share = changed;
	}

	/** Whether the next task is one of those. */
	boolean takesNext() {
		double present = this.share;
		return present > 0 && (present >= PERCENT || fraction(this.asked.incrementAndGet()) * PERCENT < present);
	}

	/** A number from 0 to less than 1, evenly spread over all numbers. */
	private static double fraction(long number) {
		long mixed = number * GOLDEN;
		mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
		return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
	}

}
