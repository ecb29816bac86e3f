package io.github.parallelpools.pool;

/**
 * What becomes of the tasks of a pool of processes whose worker died while it ran them.
 * Other kinds of workers do not die, so that these settings mean nothing to them.
 *
 * @param maxAttempts how many times a task is run at most, 1 or more; 1 means that it is
 * not run again, as nobody knows how far it got
 * @param quarantineAfter how many workers a task may have killed, 1 or more: then it is
 * not run again, whatever attempts are left. A worker that was killed by hand uses up an
 * attempt, but was not killed by its task
 * @param deadLetters how many of the tasks that are not run again are kept, 0 or more, so
 * that they can be looked at and sent again by hand
 */
public record RetrySettings(int maxAttempts, int quarantineAfter, int deadLetters) {

	/** How many dead letters are kept unless somebody says otherwise. */
	public static final int STANDARD_DEAD_LETTERS = 100;

	/** What there is unless somebody says otherwise. */
	public static final RetrySettings STANDARD = new RetrySettings(1, 1, STANDARD_DEAD_LETTERS);

	public RetrySettings {
		if (maxAttempts < 1) {
			throw new InvalidSettingException("retry.max-attempts", maxAttempts, "Set it to 1 (never again) or more.");
		}
		if (quarantineAfter < 1) {
			throw new InvalidSettingException("retry.quarantine-after", quarantineAfter,
					"Set it to 1 or more, or leave it out for as many as 'retry.max-attempts'.");
		}
		if (deadLetters < 0) {
			throw new InvalidSettingException("retry.dead-letters", deadLetters, "Set it to 0 (none) or more.");
		}
	}

}
