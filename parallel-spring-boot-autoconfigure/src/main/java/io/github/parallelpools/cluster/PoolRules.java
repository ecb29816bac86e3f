package io.github.parallelpools.cluster;

import java.util.Locale;
import java.util.Set;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.WhenFull;

/**
 * What holds for the tasks of a pool of the cluster beside the settings of the pools of
 * its instances.
 *
 * @param can what this instance can do, as {@link PoolCodecs} names it
 * @param maxRunning how many tasks may run on all instances together, 0 for any number
 * @param killsWhenFenced whether running tasks are ended when their node is fenced
 */
public record PoolRules(Set<String> can, int maxRunning, boolean killsWhenFenced) {

	/** How many times a task is run at most unless somebody says otherwise. */
	public static final int STANDARD_ATTEMPTS = 3;

	/**
	 * What a task needs that was written as a lambda.
	 * @param build the build of the application
	 * @return the word for it
	 */
	public static String build(String build) {
		return "build:" + build;
	}

	/**
	 * What an item needs.
	 * @param handler the name of its handler
	 * @return the word for it
	 */
	public static String handler(String handler) {
		return "handler:" + handler;
	}

	/**
	 * Refuses what a queue that is in the store of the cluster can't do.
	 * @param whenFull what is to happen to a task for which it has no room
	 * @throws InvalidSettingException if that is impossible
	 */
	public static void requirePossible(WhenFull whenFull) {
		if (whenFull == WhenFull.DISCARD_OLDEST || whenFull == WhenFull.CALLER_RUNS) {
			throw new InvalidSettingException("queue.when-full",
					whenFull.name().toLowerCase(Locale.ROOT).replace('_', '-'),
					"The tasks of a pool with 'scope: cluster' wait in the cluster's store, from where they go to any instance. Use 'block' or 'reject', or 'scope: local'.");
		}
	}

}
