package io.github.parallelpools.pool;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a pool does with what it is given.
 *
 * @param handler what handles the items that are sent, for people to read; {@code null}
 * if the pool only runs what is submitted
 * @param args arguments for handlers
 */
public record WorkSettings(@Nullable String handler, Map<String, String> args) {

	/** Only runs what is submitted. */
	public static final WorkSettings SUBMITTED = new WorkSettings(null, Map.of());

	public WorkSettings {
		args = Map.copyOf(args);
	}

	/**
	 * Hands items to a handler.
	 * @param handler what handles them, for people to read
	 * @param args arguments for the handler
	 * @return the settings
	 */
	public static WorkSettings handledBy(String handler, Map<String, String> args) {
		return new WorkSettings(handler, args);
	}

}
