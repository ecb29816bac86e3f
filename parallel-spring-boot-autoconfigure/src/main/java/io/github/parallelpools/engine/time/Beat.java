package io.github.parallelpools.engine.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;

/**
 * How often the supervisor wakes while a task with a limit may run: some hundred times
 * per limit, ten times a second at most. Knows neither tasks nor the supervisor. Any
 * thread has a task join, with two volatile reads where that changes nothing; the rest is
 * the supervisor's. Nothing here allocates, as memory may be short.
 */
final class Beat {

	private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int BEATS = 100;

	// Made at once: a lambda is linked when it is used for the first time, which takes
	// memory.

	private static final LongBinaryOperator LATER = Beat::later;

	private static final LongBinaryOperator LEAST = Math::min;

	/** Until when a task with a limit may run, give or take a beat. */
	private final AtomicLong until;

	/** How long the supervisor sleeps at most meanwhile. */
	private final AtomicLong nap = new AtomicLong(Long.MAX_VALUE);

	Beat(long now) {
		this.until = new AtomicLong(now);
	}

	boolean isOn(long now) {
		return this.until.get() - now > 0;
	}

	long nap() {
		return this.nap.get();
	}

	/**
	 * A task with limits runs from now on.
	 * @param last when nothing is to be done for it any more, from now on
	 * @return whether the supervisor may sleep for longer than that allows
	 */
	boolean join(long now, long last) {
		long before = this.until.get();
		long least = Math.max(SHORTEST, last / BEATS);
		boolean wakes = false;
		if (this.nap.get() > least) {
			this.nap.accumulateAndGet(least, LEAST);
			wakes = true;
		}
		if (now + last - before > least) {
			this.until.accumulateAndGet(now + last, LATER);
			wakes |= before - now <= 0;
		}
		return wakes;
	}

	/**
	 * Ends, unless tasks join meanwhile.
	 * @return until when a task may have run, to {@link #goOn}
	 */
	long end(long now) {
		return this.until.getAndSet(now);
	}

	/**
	 * Forgets how long to sleep at most; called after {@link #end}.
	 * @return how long that was
	 */
	long endNap() {
		return this.nap.getAndSet(Long.MAX_VALUE);
	}

	/** Goes on as before, as there still is something to wait for. */
	void goOn(long before, long napBefore) {
		this.until.accumulateAndGet(before, LATER);
		this.nap.accumulateAndGet(napBefore, LEAST);
	}

	private static long later(long one, long other) {
		return (one - other > 0) ? one : other;
	}

}
