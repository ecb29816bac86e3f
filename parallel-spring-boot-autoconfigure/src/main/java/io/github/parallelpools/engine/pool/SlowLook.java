package io.github.parallelpools.engine.pool;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.radar.HangRadar;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.task.TaskFailedException;

/**
 * The look at one run of a task that is slow: whether it is known yet where the task is,
 * and when it is asked again if not. It is counted once, at the latest when the task
 * ends. Safe for use by several threads.
 */
final class SlowLook {

	/** How long it takes until a worker is asked again; after that twice as long. */
	static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	/** How often a worker is asked that does not answer. */
	static final int MOST = 6;

	private final HangRadar radar;

	private final WeakReference<Execution<?>> task;

	// Guarded by this.

	private int asked;

	/** When the worker is to be asked, if {@link #waits}. */
	private long due;

	private boolean waits = true;

	private boolean ended;

	/** Whether the run has ended by itself. */
	private boolean saved;

	private HangRadar.@Nullable Sighting sighting;

	SlowLook(HangRadar radar, Execution<?> task, long now) {
		this.radar = radar;
		this.task = new WeakReference<>(task);
		this.due = now;
		int attempt = task.attempt();
		task.whenComplete((value,
				error) -> ended((error == null || error instanceof TaskFailedException) && task.attempt() == attempt));
	}

	boolean isAt(Execution<?> other) {
		return this.task.refersTo(other);
	}

	synchronized boolean isDue(long now) {
		return this.waits && this.due - now <= 0;
	}

	/** When the worker is to be asked again. */
	synchronized long again(long now) {
		return this.waits ? this.due : Ticker.never(now);
	}

	/** The worker is asked now. */
	synchronized void begin() {
		this.waits = false;
		this.asked++;
	}

	/** It did not answer; returns whether it is asked again. */
	synchronized boolean isPutOff(long now) {
		if (this.ended || this.asked >= MOST) {
			return false;
		}
		this.due = now + (FIRST_PAUSE << (this.asked - 1));
		this.waits = true;
		return true;
	}

	/**
	 * It is known where the task is, or not to be found out.
	 * @return where it is counted, {@code null} if it was counted before
	 */
	synchronized HangRadar.@Nullable Sighting seen(@Nullable String stack) {
		if (this.sighting != null) {
			return null;
		}
		HangRadar.Sighting seen = this.radar.slow(stack);
		this.sighting = seen;
		if (this.saved) {
			this.radar.saved(seen.place());
		}
		return seen;
	}

	private synchronized void ended(boolean byItself) {
		this.ended = true;
		this.saved = byItself;
		if (this.sighting != null) {
			if (byItself) {
				this.radar.saved(this.sighting.place());
			}
		}
		else if (this.waits) {
			seen(null);
		}
		// Else who asks counts it.
	}

}
