package io.github.parallelpools.engine.crew;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Since when a worker has found nothing to do, and until when it rests before it looks
 * again: 10 ms, doubled up to 1 s, so that looking in vain costs next to nothing. A call
 * ends the rest of a worker that found nothing, but not of one whose search failed, as
 * what is broken would be broken again. Not thread-safe: the pool's lock guards it.
 */
public final class Idleness {

	private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

	private @Nullable Long since;

	private long rest;

	private long restUntil;

	private boolean failed;

	/** The worker has found something. */
	public void end() {
		this.since = null;
		this.rest = 0;
	}

	/** The worker has found nothing. */
	public void foundNothing(long now) {
		rest(now, false);
	}

	/** The search failed. */
	public void failed(long now) {
		rest(now, true);
	}

	private void rest(long now, boolean afterFailure) {
		this.rest = (this.rest == 0) ? FIRST : Math.min(2 * this.rest, LONGEST);
		this.restUntil = now + this.rest;
		this.failed = afterFailure;
	}

	/** Since when it has been idle, counted from the first time that this is asked. */
	public long since(long now) {
		if (this.since == null) {
			this.since = now;
		}
		return this.since;
	}

	/** For how long it still rests. */
	public long restLeft(long now) {
		return (this.rest == 0) ? 0 : Math.max(0, this.restUntil - now);
	}

	/** Ends its rest; returns whether it did rest. */
	public boolean call(long now) {
		if (this.failed || restLeft(now) == 0) {
			return false;
		}
		this.restUntil = now;
		return true;
	}

}
