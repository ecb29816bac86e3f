package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * How many tasks of a pool may be killed because of overtime, before the pool takes that
 * as a fault of more than these tasks.
 *
 * @param maxKills how many may be killed within the period, 0 or more; 0 means without
 * limit
 * @param maxRate how many percent of the tasks that end within the period may be killed,
 * from 0 to less than 100, once {@value #LEAST_TASKS} have ended; 0 means without limit
 * @param per the period, greater than zero
 * @param then what the pool does when more are killed
 */
public record KillBudgetSettings(int maxKills, double maxRate, Duration per, Then then) {

	/** Of fewer tasks no rate is known. */
	public static final int LEAST_TASKS = 10;

	/** Any number may be killed. */
	public static final KillBudgetSettings UNLIMITED = new KillBudgetSettings(0, 0, Duration.ofMinutes(1), Then.REJECT);

	/** What a pool does of which too many tasks were killed. */
	public enum Then {

		/** It rejects tasks for as long as the period is, and goes on by itself. */
		REJECT,

		/** It pauses until it is resumed. */
		PAUSE

	}

	public KillBudgetSettings {
		if (maxKills < 0) {
			throw new InvalidSettingException("kill-budget.max-kills", maxKills, "Set it to 0 (off) or more.");
		}
		if (!(maxRate >= 0 && maxRate < 100)) {
			throw new InvalidSettingException("kill-budget.max-rate", maxRate,
					"Set it to 0 (off), or to less than 100 percent.");
		}
		Durations.requireNotNegative("kill-budget.per", per, "Set it to more than 0.");
		if (per.isZero()) {
			throw new InvalidSettingException("kill-budget.per", per, "Set it to more than 0.");
		}
	}

	/**
	 * Whether there is a limit.
	 * @return {@code false} if any number may be killed
	 */
	public boolean isLimited() {
		return this.maxKills > 0 || this.maxRate > 0;
	}

}
