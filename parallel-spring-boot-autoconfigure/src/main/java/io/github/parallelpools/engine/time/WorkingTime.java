package io.github.parallelpools.engine.time;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The system's clock without the time in which the whole application stood still: it was
 * halted by a signal, its container was paused, its memory was collected for long. A
 * deadline that passes meanwhile could not have been kept. What begins after the
 * application goes on, but before the supervisor has noticed, has its deadline later by
 * that time.
 */
public final class WorkingTime implements Ticker {

	private final AtomicLong stoodStill = new AtomicLong();

	@Override
	public long nanos() {
		return System.nanoTime() - this.stoodStill.get();
	}

	@Override
	public void stoodStill(long nanos) {
		this.stoodStill.addAndGet(nanos);
	}

}
