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
import io.github.parallelpools.pool.PoolState;

/**
 * Stops a pool from killing on and on: has it reject tasks or pause once more tasks were
 * killed than its budget allows. What rejects goes on by itself after the period or once
 * the budget is raised, what pauses when it is resumed; a pool that stops is not kept
 * from anything. Knows nothing of how a task is killed. What follows from it changes in
 * one step with the pool's state, under its lock, within which the monitor may be taken.
 */
final class KillBudget {

	private final PoolCore core;

	private final LiveSettings settings;

	private final Runnable takingBack;

	private final Executor helpers;

	/** Guarded by this. */
	private final KillCount count;

	/** Written under the pool's lock. */
	private volatile @Nullable Trip trip;

	/**
	 * The budget is used up.
	 *
	 * @param since since when
	 * @param until until when tasks are rejected
	 * @param budget the budget
	 * @param reason why, and the remedy
	 */
	private record Trip(Instant since, long until, KillBudgetSettings budget, String reason) {

		boolean rejects() {
			return this.budget.then() == KillBudgetSettings.Then.REJECT;
		}

	}

	/**
	 * Makes the budget of a pool that has killed nothing.
	 * @param takingBack has workers of a paused pool give back what they have not begun;
	 * may wait for a moment
	 * @param helpers have it done
	 */
	KillBudget(PoolCore core, Runnable takingBack, Executor helpers) {
		this.core = core;
		this.settings = core.settings;
		this.takingBack = takingBack;
		this.helpers = helpers;
		this.count = new KillCount(core.nanos(), 0);
	}

	private KillBudgetSettings budget() {
		return this.settings.overtime().killBudget();
	}

	/** A task is killed because of overtime; called by the supervisor or a helper. */
	void killed() {
		KillBudgetSettings budget = budget();
		if (budget.isLimited()) {
			String excess = count(budget);
			if (excess != null) {
				trip(excess, budget);
			}
		}
	}

	private synchronized @Nullable String count(KillBudgetSettings budget) {
		this.count.pass(this.core.nanos(), this.core.totals.ended(), budget.per().toNanos());
		this.count.killed();
		return (this.trip == null) ? this.count.excess(budget) : null;
	}

	private void trip(String excess, KillBudgetSettings budget) {
		Trip tripped = new Trip(Instant.now(), this.core.nanos() + budget.per().toNanos(), budget,
				excess + ". Mend what hangs, which 'radar' of the endpoint shows, or raise the budget");
		PoolEvent event = new PoolEvent.KillBudgetExceeded(message(tripped));
		try (Held held = this.core.hold()) {
			if (this.trip != null || isStopping()) {
				return;
			}
			// What may want memory comes first: if that fails, the next kill trips.
			this.core.events.note(event);
			this.trip = tripped;
			if (tripped.rejects()) {
				this.core.moves.refuse(tripped.reason());
			}
			else {
				this.core.moves.beginPause();
			}
		}
		this.core.count(Totals.Total.KILL_BUDGET_TRIPS);
		if (tripped.rejects()) {
			this.core.deadlines.watchUntil(tripped.until());
		}
		else {
			this.helpers.execute(this.takingBack);
		}
	}

	private boolean isStopping() {
		return this.core.state() == PoolState.STOPPING || this.core.state() == PoolState.STOPPED;
	}

	private String message(Trip tripped) {
		String what = tripped.rejects()
				? "rejects tasks for %s ms, or until it is resumed".formatted(tripped.budget().per().toMillis())
				: "is paused until it is resumed";
		return "Pool '%s' %s: %s.".formatted(this.core.name(), what, tripped.reason());
	}

	/**
	 * Ends what is over; called by the supervisor.
	 * @return when it is to be called again
	 */
	long check(long now) {
		Trip tripped = this.trip;
		if (tripped == null || !tripped.rejects()) {
			return Ticker.never(now);
		}
		if (tripped.until() - now > 0 && !isRaised(tripped)) {
			return tripped.until();
		}
		try (Held held = this.core.hold()) {
			if (this.trip == tripped) {
				restore();
			}
		}
		return Ticker.never(now);
	}

	/** Whether there is another budget by now, which is not used up. */
	private boolean isRaised(Trip tripped) {
		KillBudgetSettings present = budget();
		return !present.equals(tripped.budget()) && (!present.isLimited() || excess(present) == null);
	}

	private synchronized @Nullable String excess(KillBudgetSettings budget) {
		this.count.pass(this.core.nanos(), this.core.totals.ended(), budget.per().toNanos());
		return this.count.excess(budget);
	}

	/**
	 * The budget is whole again: somebody resumes or starts the pool, or time has passed;
	 * called under the pool's lock.
	 */
	void restore() {
		if (this.trip != null) {
			forget();
			this.trip = null;
			this.core.moves.refuse(null);
			this.core.events.note(new PoolEvent.KillBudgetRestored());
		}
	}

	private synchronized void forget() {
		this.count.clear();
	}

	/** What it keeps the pool from at present, {@code null} if nothing. */
	PoolSnapshot.@Nullable KillStop snapshot(long now) {
		Trip tripped = this.trip;
		if (tripped == null || isStopping()) {
			return null;
		}
		Duration left = tripped.rejects() ? Duration.ofNanos(Math.max(0, tripped.until() - now)) : null;
		return new PoolSnapshot.KillStop(tripped.since(), left, message(tripped));
	}

}
