package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.TaskQueue;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.spi.WorkerStartException;

/**
 * Since when a pool has had no worker and could not start one, and which tasks have
 * waited for too long since then. Time in which the pool was paused does not count, and
 * nothing is hopeless as long as one worker serves. Not thread-safe: the pool's lock
 * guards it.
 */
final class StartFailureTimeout {

	private final PoolCore core;

	private final TaskQueue queue;

	private final Crew<WorkerLoop> crew;

	private final StartBackoff backoff;

	private @Nullable Long since;

	StartFailureTimeout(PoolCore core, TaskQueue queue, Crew<WorkerLoop> crew, StartBackoff backoff) {
		this.core = core;
		this.queue = queue;
		this.crew = crew;
		this.backoff = backoff;
	}

	/** Somebody has left or failed, or the pool has moved. */
	void assess() {
		long now = this.core.nanos();
		if (!this.core.state().runsTasks() || !this.backoff.isTrouble(now)) {
			this.since = null;
		}
		else if (!this.crew.isServing()) {
			if (this.since == null) {
				this.since = now;
			}
			this.core.deadlines.watchUntil(deadline(now));
		}
	}

	/** A worker has finished a task, or the trouble may be over. */
	void relieved() {
		if (this.since != null && !this.backoff.isTrouble(this.core.nanos())) {
			this.since = null;
		}
	}

	/** Whether the pool has no worker and can start none. */
	boolean isCounting() {
		return this.since != null;
	}

	/** A worker has finished a task and lives. */
	void served() {
		this.since = null;
	}

	/** A task waits from now on. */
	void enqueued() {
		if (this.since != null && patience() > 0) {
			this.core.deadlines.watchUntil(this.core.nanos() + patience());
		}
	}

	private long patience() {
		return this.core.settings.upkeep().startFailureTimeout().toNanos();
	}

	/** When the oldest task has waited for too long, never if nothing is hopeless. */
	long deadline(long now) {
		Execution<?> oldest = this.queue.oldest();
		Long begin = this.since;
		if (oldest == null || begin == null || patience() == 0 || !isPresent(now)) {
			return Ticker.never(now);
		}
		long submitted = oldest.submittedNanos();
		return ((submitted - begin > 0) ? submitted : begin) + patience();
	}

	private boolean isPresent(long now) {
		return this.core.state().runsTasks() && !this.crew.isServing() && this.backoff.isTrouble(now);
	}

	/** What tasks fail with that have waited for too long. */
	WorkerStartException failure() {
		String pool = this.core.name();
		return new WorkerStartException(("it waited for %s ms while pool '%s' had no worker and could start none: %s. "
				+ "Remove that cause, or raise 'parallel.pools.%s.start-failure-timeout' (0 waits for ever).")
			.formatted(patience() / 1_000_000, pool, this.backoff.describe(), pool), null);
	}

}
