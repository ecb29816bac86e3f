package io.github.parallelpools.engine.pool;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.KillBudgetSettings;

/**
 * How many tasks were killed and have ended within the last period, to a
 * {@value #PARTS}th of it: the period moves on in parts, as a ring of counters (as in
 * resilience4j's time-based window). Knows nothing of what follows. Not safe for use by
 * several threads.
 */
final class KillCount {

	/** Into how many parts a period is divided. */
	static final int PARTS = 60;

	private final long[] kills = new long[PARTS];

	private final long[] ends = new long[PARTS];

	/** The part of the present, and when it began. */
	private int present;

	private long began;

	private long partNanos;

	/** How many tasks had ended when it was last told. */
	private long ended;

	KillCount(long now, long ended) {
		this.began = now;
		this.ended = ended;
	}

	/**
	 * Time has passed, and so many tasks have ended in all: of those that are new, an
	 * equal share in each part that has begun meanwhile, as nobody knows better.
	 */
	void pass(long now, long endedInAll, long periodNanos) {
		this.partNanos = Math.max(1, periodNanos / PARTS);
		// The clock may have been moved back.
		long passed = Math.max(0, now - this.began) / this.partNanos;
		long fresh = endedInAll - this.ended;
		for (long part = Math.max(0, passed - PARTS); part < passed; part++) {
			this.ends[this.present] += share(fresh, part, passed);
			this.present = (this.present + 1) % PARTS;
			this.kills[this.present] = 0;
			this.ends[this.present] = 0;
		}
		this.began += passed * this.partNanos;
		this.ends[this.present] += share(fresh, passed, passed);
		this.ended = endedInAll;
	}

	private static long share(long fresh, long part, long last) {
		return fresh * (part + 1) / (last + 1) - fresh * part / (last + 1);
	}

	/** A task is killed now. */
	void killed() {
		this.kills[this.present]++;
	}

	/** Forgets what was killed and has ended so far. */
	void clear() {
		Arrays.fill(this.kills, 0);
		Arrays.fill(this.ends, 0);
	}

	/** Why more are killed than the budget allows, {@code null} if that is not so. */
	@Nullable String excess(KillBudgetSettings budget) {
		long killed = Arrays.stream(this.kills).sum();
		// Of some that were killed the end was not told yet.
		long tasks = Math.max(killed, Arrays.stream(this.ends).sum());
		if (budget.maxKills() > 0 && killed > budget.maxKills()) {
			return excess(killed, tasks, budget, "'kill-budget.max-kills' (" + budget.maxKills() + ")");
		}
		if (budget.maxRate() > 0 && tasks >= KillBudgetSettings.LEAST_TASKS
				&& killed * 100 > budget.maxRate() * tasks) {
			return excess(killed, tasks, budget, "'kill-budget.max-rate' (" + budget.maxRate() + " percent)");
		}
		return null;
	}

	private static String excess(long killed, long tasks, KillBudgetSettings budget, String limit) {
		return "%s of %s tasks were killed within %s ms, which is more than %s".formatted(killed, tasks,
				budget.per().toMillis(), limit);
	}

}
