package io.github.parallelpools.pool;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.SharedNames;

/**
 * What a pool does with what it is given.
 *
 * @param handler what handles the items that are sent, for people to read; {@code null}
 * if the pool only runs what is submitted
 * @param args arguments for handlers
 * @param lock the name of the shared lock that each task needs to run, so that one task
 * runs at a time of all pools that name it; {@code null} for none
 */
public record WorkSettings(@Nullable String handler, Map<String, String> args, @Nullable String lock) {

	/** Only runs what is submitted. */
	public static final WorkSettings SUBMITTED = new WorkSettings(null, Map.of(), null);

	public WorkSettings {
		args = Map.copyOf(args);
		if (lock != null && !SharedNames.isValid(lock)) {
			throw new InvalidSettingException("lock", lock, "Use 1 to 200 characters that are not all blank.");
		}
	}

	/**
	 * Hands items to a handler.
	 * @param handler what handles them, for people to read
	 * @param args arguments for the handler
	 * @return the settings
	 */
	public static WorkSettings handledBy(String handler, Map<String, String> args) {
		return new WorkSettings(handler, args, null);
	}

}
