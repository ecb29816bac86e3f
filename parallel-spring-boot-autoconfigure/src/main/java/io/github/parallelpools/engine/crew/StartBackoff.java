package io.github.parallelpools.engine.crew;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.PoolSnapshot;

/**
 * How long a pool waits before it starts another worker after workers have failed: 100
 * ms, doubled with each failure in a row, at most 30 s, each time shortened by up to a
 * quarter at random, so that pools which failed together do not try again together. Not
 * thread-safe: the pool's lock guards it.
 * <p>
 * A start that failed is a failure; so is the death of a worker that has not finished a
 * task. The death of one that has is a failure only if it dies idle within 2 s of its
 * start and that again and again, from the tenth time on, one worker after the other. The
 * death of a task is none, whatever the task did: it is told of it, and those that wait
 * behind it are not to wait for longer. What fails together is one failure to the delay.
 * <p>
 * The trouble is over when a worker becomes ready, or, if workers became ready and died,
 * when one has lived for 2 s. The delay is set back by a task that a worker finished
 * which was ready after the last failure, or by a worker that has lived for longer than
 * the delay.
 */
public final class StartBackoff {

	private static final long FIRST = Duration.ofMillis(100).toNanos();

	public static final long LONGEST = Duration.ofSeconds(30).toNanos();

	/** How long a worker lives that is no part of a crash loop. */
	public static final long PROBATION = Duration.ofSeconds(2).toNanos();

	/** From how many deaths in a row on a ready worker is no proof that all is well. */
	private static final int LOOP = 2;

	private static final int IDLE_DEATHS = 10;

	private static final double JITTER = 0.25;

	private final DoubleSupplier random;

	private int failures;

	private int doublings;

	private long delay;

	private @Nullable String message;

	private long lastFailure;

	private Instant since = Instant.EPOCH;

	private long retryAt;

	/**
	 * How many workers in a row died soon, each started after the one before had died.
	 */
	private int deaths;

	private long lastDeath;

	/** Whether workers become ready and die. */
	private boolean crashing;

	/** Since when there has been a worker and none has failed. */
	private @Nullable Long readyAt;

	/** How far a worker has come that failed. */
	public enum Stage {

		/** It did not start. */
		START,

		/** It was ready and has had no task. */
		UNTRIED,

		/** It has had tasks. */
		TRIED

	}

	/**
	 * What has become of a worker.
	 *
	 * @param stage how far it has come
	 * @param why what it failed with
	 * @param readyAt when it was ready, if it has come so far
	 */
	public record Failure(Stage stage, String why, long readyAt) {

		private boolean isSoon(long now) {
			return this.stage != Stage.START && now - this.readyAt < PROBATION;
		}

	}

	/**
	 * Makes one that has no failure yet.
	 * @param random supplies numbers from 0 to 1
	 */
	public StartBackoff(DoubleSupplier random) {
		this.random = random;
	}

	/** A worker has failed. */
	public void failed(Failure failure, long now) {
		forgive(now);
		if (failure.isSoon(now)) {
			died(failure, now);
		}
		boolean counts = switch (failure.stage()) {
			case START, UNTRIED -> true;
			case TRIED -> failure.isSoon(now) && this.deaths >= IDLE_DEATHS;
		};
		if (counts) {
			this.crashing = failure.isSoon(now) && this.deaths >= LOOP;
			count(failure.why(), now);
		}
	}

	private void died(Failure failure, long now) {
		// Those who were there together and died together are one death.
		if (this.deaths == 0 || failure.readyAt() - this.lastDeath >= 0) {
			this.deaths++;
			this.lastDeath = now;
		}
		this.readyAt = null;
	}

	private void count(String why, long now) {
		boolean together = isWaiting(now);
		if (this.message == null) {
			this.since = Instant.now();
		}
		this.failures++;
		this.lastFailure = now;
		this.message = why;
		this.readyAt = null;
		if (!together) {
			long full = Math.min(FIRST << this.doublings, LONGEST);
			this.delay = full - (long) (full * JITTER * this.random.getAsDouble());
			this.retryAt = now + this.delay;
			this.doublings = Math.min(this.doublings + 1, 20);
		}
	}

	/** Forgets what was before a worker that has lived for long. */
	private void forgive(long now) {
		Long living = this.readyAt;
		if (living == null || now - living < PROBATION) {
			return;
		}
		this.failures = 0;
		this.deaths = 0;
		this.message = null;
		this.crashing = false;
		if (now - living >= this.delay) {
			this.doublings = 0;
		}
	}

	/** A worker is ready. */
	public void ready(long now) {
		if (this.readyAt == null && !isClean()) {
			this.readyAt = now;
		}
		if (!this.crashing) {
			this.message = null;
		}
	}

	/**
	 * A worker has finished a task and lives. One that was there before tells nothing
	 * about those who failed.
	 * @param ready when the worker was ready
	 */
	public void worked(long ready) {
		if (isClean()) {
			return;
		}
		if (this.crashing || (this.failures > 0 && ready - this.lastFailure < 0)) {
			return;
		}
		this.failures = 0;
		this.doublings = 0;
		this.message = null;
	}

	/** Whether no worker's task would change anything here. */
	public boolean isClear() {
		return this.failures == 0 && this.doublings == 0 && this.message == null;
	}

	private boolean isClean() {
		return this.failures == 0 && this.doublings == 0 && this.deaths == 0;
	}

	/** Forgets everything: whoever starts the pool anew may have removed the cause. */
	public void reset() {
		this.failures = 0;
		this.doublings = 0;
		this.deaths = 0;
		this.message = null;
		this.crashing = false;
		this.readyAt = null;
	}

	/** Whether workers do not start, or die, at present. */
	public boolean isTrouble(long now) {
		return this.message != null && (this.readyAt == null || now - this.readyAt < PROBATION);
	}

	/**
	 * Whether a worker is to be started although there is nothing to do for it, as
	 * nothing else would tell that the trouble is over.
	 */
	public boolean wantsProof() {
		return this.message != null && this.readyAt == null;
	}

	/** Whether it is too early for another attempt. */
	public boolean isWaiting(long now) {
		return this.retryAt - now > 0 && isTrouble(now);
	}

	/** When the next attempt is due, {@link Ticker#never} if nothing has failed. */
	public long retryAt(long now) {
		return isTrouble(now) ? this.retryAt : Ticker.never(now);
	}

	/** What the trouble is, for people to read. */
	public String describe() {
		return "%s %s in a row have failed, the last one with: %s".formatted(this.failures,
				this.crashing ? "workers" : "starts", this.message);
	}

	public PoolSnapshot.@Nullable StartFailures snapshot(long now) {
		String why = this.message;
		return (why != null && isTrouble(now)) ? new PoolSnapshot.StartFailures(this.failures, why,
				Duration.ofNanos(Math.max(0, this.retryAt - now)), this.since) : null;
	}

}
