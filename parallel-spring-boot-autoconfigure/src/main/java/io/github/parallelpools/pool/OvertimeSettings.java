package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * What happens to tasks that run for too long.
 *
 * @param limit how long a task may run, counted from the start of its execution; zero
 * means without limit
 * @param policy what happens then
 * @param maxReplacements with {@link OvertimePolicy#REPLACE}, how many substitutes there
 * may be at a time beyond the maximal size, 0 or more
 * @param killGrace how long a worker that was ordered to end may take to obey before it
 * is abandoned and replaced, greater than zero
 * @param softLimit how long a task may run before it is asked to end by itself: it is
 * interrupted once; shorter than the limit, zero means never
 * @param slowAfter how long a task may run before it is looked where it is, which does
 * not disturb it; shorter than the limit, zero means never
 * @param killBudget how many may be ended with {@link OvertimePolicy#KILL} before the
 * pool stops
 */
public record OvertimeSettings(Duration limit, OvertimePolicy policy, int maxReplacements, Duration killGrace,
		Duration softLimit, Duration slowAfter, KillBudgetSettings killBudget) {

	public OvertimeSettings {
		Durations.requireNotNegative("worker-overtime", limit, "Set it to 0 (off) or more.");
		if (maxReplacements < 0) {
			throw new InvalidSettingException("max-replacements", maxReplacements, "Set it to 0 or more.");
		}
		Durations.requireNotNegative("kill-grace", killGrace, "Set it to more than 0.");
		if (killGrace.isZero()) {
			throw new InvalidSettingException("kill-grace", killGrace, "Set it to more than 0.");
		}
		Durations.requireNotNegative("soft-overtime", softLimit, "Set it to 0 (off) or more.");
		requireShorter("soft-overtime", softLimit, limit);
		Durations.requireNotNegative("slow-after", slowAfter, "Set it to 0 (off) or more.");
		requireShorter("slow-after", slowAfter, limit);
	}

	/**
	 * Any number of tasks may be killed.
	 * @param limit how long a task may run, zero means without limit
	 * @param policy what happens then
	 * @param maxReplacements how many substitutes there may be at a time
	 * @param killGrace how long a worker may take to obey
	 * @param softLimit how long a task may run before it is asked to end by itself
	 * @param slowAfter how long a task may run before it is looked where it is
	 */
	public OvertimeSettings(Duration limit, OvertimePolicy policy, int maxReplacements, Duration killGrace,
			Duration softLimit, Duration slowAfter) {
		this(limit, policy, maxReplacements, killGrace, softLimit, slowAfter, KillBudgetSettings.UNLIMITED);
	}

	/**
	 * It is not looked where tasks are.
	 * @param limit how long a task may run, zero means without limit
	 * @param policy what happens then
	 * @param maxReplacements how many substitutes there may be at a time
	 * @param killGrace how long a worker may take to obey
	 * @param softLimit how long a task may run before it is asked to end by itself, zero
	 * means for ever
	 */
	public OvertimeSettings(Duration limit, OvertimePolicy policy, int maxReplacements, Duration killGrace,
			Duration softLimit) {
		this(limit, policy, maxReplacements, killGrace, softLimit, Duration.ZERO);
	}

	/**
	 * Tasks are not asked to end by themselves.
	 * @param limit how long a task may run, zero means without limit
	 * @param policy what happens then
	 * @param maxReplacements how many substitutes there may be at a time
	 * @param killGrace how long a worker may take to obey
	 */
	public OvertimeSettings(Duration limit, OvertimePolicy policy, int maxReplacements, Duration killGrace) {
		this(limit, policy, maxReplacements, killGrace, Duration.ZERO);
	}

	private static void requireShorter(String property, Duration value, Duration limit) {
		if (!limit.isZero() && value.compareTo(limit) >= 0) {
			throw new InvalidSettingException(property, value,
					"It is not shorter than 'worker-overtime' (%s ms). Lower it, or raise 'worker-overtime'."
						.formatted(limit.toMillis()));
		}
	}

	/**
	 * Whether it is looked where tasks are that run for long.
	 * @return {@code true} if a task may be slow
	 */
	public boolean watchesSlow() {
		return !this.slowAfter.isZero();
	}

	/**
	 * Whether tasks are asked to end by themselves before the limit.
	 * @return {@code true} if there is a soft limit
	 */
	public boolean isSoft() {
		return !this.softLimit.isZero();
	}

	/**
	 * Whether there is a limit.
	 * @return {@code false} if tasks may run for as long as they like
	 */
	public boolean isLimited() {
		return !this.limit.isZero();
	}

}
