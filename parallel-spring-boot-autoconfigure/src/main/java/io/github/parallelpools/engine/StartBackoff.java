package io.github.parallelpools.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.PoolSnapshot;

/**
 * How long a pool waits before it starts another worker after starts have failed: 100 ms,
 * doubled with each failure in a row, at most 30 s. Starts that were under way together
 * and failed together are one failure to the delay. A worker that dies before it has
 * finished a task counts as a failed start; one that becomes ready ends the trouble, but
 * only a finished task sets the delay back. Not thread-safe: the pool's lock guards it.
 */
final class StartBackoff {

	private static final long FIRST = Duration.ofMillis(100).toNanos();

	private static final long LONGEST = Duration.ofSeconds(30).toNanos();

	private int failures;

	private int doublings;

	private @Nullable String message;

	private long retryAt;

	void failed(String why, long now) {
		boolean together = isWaiting(now);
		this.failures++;
		this.message = why;
		if (!together) {
			this.retryAt = now + Math.min(FIRST << this.doublings, LONGEST);
			this.doublings = Math.min(this.doublings + 1, 20);
		}
	}

	void ready() {
		this.message = null;
	}

	void worked() {
		this.failures = 0;
		this.doublings = 0;
		this.message = null;
	}

	boolean isWaiting(long now) {
		return this.message != null && this.retryAt - now > 0;
	}

	/** When the next attempt is due, {@link Ticker#never} if nothing has failed. */
	long retryAt(long now) {
		return (this.message != null) ? this.retryAt : Ticker.never(now);
	}

	PoolSnapshot.@Nullable StartFailures snapshot(long now) {
		String why = this.message;
		return (why != null)
				? new PoolSnapshot.StartFailures(this.failures, why, Duration.ofNanos(Math.max(0, this.retryAt - now)))
				: null;
	}

}
