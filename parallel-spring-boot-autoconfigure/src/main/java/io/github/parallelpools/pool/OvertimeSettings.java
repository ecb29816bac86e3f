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
 */
public record OvertimeSettings(Duration limit, OvertimePolicy policy, int maxReplacements, Duration killGrace) {

	public OvertimeSettings {
		Durations.requireNotNegative("worker-overtime", limit, "Set it to 0 (off) or more.");
		if (maxReplacements < 0) {
			throw new InvalidSettingException("max-replacements", maxReplacements, "Set it to 0 or more.");
		}
		Durations.requireNotNegative("kill-grace", killGrace, "Set it to more than 0.");
		if (killGrace.isZero()) {
			throw new InvalidSettingException("kill-grace", killGrace, "Set it to more than 0.");
		}
	}

	/**
	 * Whether there is a limit.
	 * @return {@code false} if tasks may run for as long as they like
	 */
	public boolean isLimited() {
		return !this.limit.isZero();
	}

}
