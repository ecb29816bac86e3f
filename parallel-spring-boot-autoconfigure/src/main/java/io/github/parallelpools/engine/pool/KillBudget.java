package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolStateException;

/**
 * Stops a pool from killing on and on: has it reject tasks or pause once more tasks were
 * killed than its budget allows. What rejects goes on by itself after the period, what
 * pauses when it is resumed. Knows nothing of how a task is killed. Its monitor is never
 * held when the pool's lock is taken.
 */
final class KillBudget {

	private final PoolCore core;

	private final LiveSettings settings;

	private final Runnable pausing;

	private final Executor helpers;

	/** Guarded by this. */
	private final KillCount count;

	/** Written under this monitor. */
	private volatile @Nullable Trip trip;

	/**
	 * The budget is used up.
	 *
	 * @param since since when
	 * @param until until when tasks are rejected
	 * @param then what follows
	 * @param reason why, and the remedy
	 */
	private record Trip(Instant since, long until, KillBudgetSettings.Then then, String reason) {

		boolean isOver(long now) {
			return this.then == KillBudgetSettings.Then.REJECT && this.until - now <= 0;
		}

	}

	/**
	 * Makes the budget of a pool that has killed nothing.
	 * @param pausing pauses the pool; may wait for a moment
	 * @param helpers have it paused
	 */
	KillBudget(PoolCore core, Runnable pausing, Executor helpers) {
		this.core = core;
		this.settings = core.settings;
		this.pausing = pausing;
		this.helpers = helpers;
		this.count = new KillCount(core.nanos(), 0);
	}

	private KillBudgetSettings budget() {
		return this.settings.overtime().killBudget();
	}

	/** A task is killed because of overtime; called by the supervisor or a helper. */
	void killed() {
		if (budget().isLimited()) {
			Trip tripped = count(this.core.nanos());
			if (tripped != null) {
				follow(tripped);
			}
		}
	}

	private synchronized @Nullable Trip count(long now) {
		pass(now);
		this.count.killed();
		String excess = (this.trip == null) ? this.count.excess(budget()) : null;
		if (excess == null) {
			return null;
		}
		Trip tripped = new Trip(Instant.now(), now + budget().per().toNanos(), budget().then(),
				excess + ". Mend what hangs, which 'radar' of the endpoint shows, or raise the budget");
		this.trip = tripped;
		return tripped;
	}

	private void pass(long now) {
		this.count.pass(now, this.core.totals.ended(), budget().per().toNanos());
	}

	private String message(Trip tripped) {
		String what = (tripped.then() == KillBudgetSettings.Then.PAUSE) ? "is paused until it is resumed"
				: "rejects tasks for %s ms, or until it is resumed".formatted(budget().per().toMillis());
		return "Pool '%s' %s: %s.".formatted(this.core.name(), what, tripped.reason());
	}

	private void follow(Trip tripped) {
		this.core.count(Totals.Total.KILL_BUDGET_TRIPS);
		boolean rejects = tripped.then() == KillBudgetSettings.Then.REJECT;
		try (Held held = this.core.hold()) {
			if (rejects) {
				this.core.refuse(tripped.reason());
			}
			this.core.events.note(new PoolEvent.KillBudgetExceeded(message(tripped)));
		}
		if (rejects) {
			this.core.watchUntil(tripped.until());
		}
		else {
			this.helpers.execute(this::pause);
		}
	}

	private void pause() {
		try {
			this.pausing.run();
		}
		catch (PoolStateException ex) {
			// It is stopped already, which ends what kills, too.
			restore();
		}
	}

	/**
	 * Notes how many tasks have ended, and ends what is over; called by the supervisor.
	 * @return when it is to be called again
	 */
	long check(long now) {
		if (budget().maxRate() > 0) {
			synchronized (this) {
				pass(now);
			}
		}
		Trip tripped = this.trip;
		if (tripped == null || tripped.then() != KillBudgetSettings.Then.REJECT) {
			return Ticker.never(now);
		}
		if (!tripped.isOver(now)) {
			return tripped.until();
		}
		restore();
		return Ticker.never(now);
	}

	/**
	 * The budget is whole again: somebody resumes or starts the pool, or time has passed.
	 */
	void restore() {
		synchronized (this) {
			if (this.trip == null) {
				return;
			}
			this.trip = null;
			this.count.clear();
		}
		try (Held held = this.core.hold()) {
			this.core.refuse(null);
			this.core.events.note(new PoolEvent.KillBudgetRestored());
		}
	}

	/** What it keeps the pool from at present, {@code null} if nothing. */
	PoolSnapshot.@Nullable KillStop snapshot(long now) {
		Trip tripped = this.trip;
		if (tripped == null) {
			return null;
		}
		Duration left = (tripped.then() == KillBudgetSettings.Then.REJECT)
				? Duration.ofNanos(Math.max(0, tripped.until() - now)) : null;
		return new PoolSnapshot.KillStop(tripped.since(), left, message(tripped));
	}

}
