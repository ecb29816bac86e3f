package io.github.parallelpools.pool;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.SharedNames;

/**
 * What a pool does, and where it has that from.
 *
 * @param handler what handles the items, for people to read; {@code null} if there are
 * none
 * @param feed where the tasks come from
 * @param args arguments for the handler or the poller
 * @param lock the name of the shared lock that each task needs to run, so that one task
 * runs at a time of all pools that name it; {@code null} for none
 */
public record WorkSettings(@Nullable String handler, Feed feed, Map<String, String> args, @Nullable String lock) {

	/** Only runs what is submitted. */
	public static final WorkSettings SUBMITTED = new WorkSettings(null, Map.of(), null);

	public WorkSettings {
		args = Map.copyOf(args);
		if (lock != null && !SharedNames.isValid(lock)) {
			throw new InvalidSettingException("lock", lock, "Use 1 to 200 characters that are not all blank.");
		}
	}

	/**
	 * Runs what is submitted, and hands to a handler what is sent.
	 * @param handler what handles items, for people to read; {@code null} if nothing does
	 * @param args arguments for the handler
	 * @param lock the name of the shared lock that each task needs, {@code null} for none
	 */
	public WorkSettings(@Nullable String handler, Map<String, String> args, @Nullable String lock) {
		this(handler, Feed.SUBMITTED, args, lock);
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

	/**
	 * Has workers fetch their own work.
	 * @param poller what fetches it, for people to read
	 * @param backlog what tells how many items wait elsewhere, for people to read;
	 * {@code null} if nothing does
	 * @param args arguments for the poller
	 * @return the settings
	 */
	public static WorkSettings polledBy(String poller, @Nullable String backlog, Map<String, String> args) {
		return new WorkSettings(null, new Feed.Polled(poller, backlog), args, null);
	}

	/**
	 * Hands the items of a queue of the application to a handler.
	 * @param queue the queue, for people to read
	 * @param handler what handles the items, for people to read
	 * @param args arguments for the handler
	 * @return the settings
	 */
	public static WorkSettings takenFrom(String queue, String handler, Map<String, String> args) {
		return new WorkSettings(handler, new Feed.Taken(queue), args, null);
	}

}
