package io.github.parallelpools.cluster;

import java.util.Set;

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

}
