package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.List;

/**
 * Is told of what happens in the cluster as this instance sees it. The methods are called
 * by several threads, throw nothing and return soon.
 */
public interface ClusterObserver {

	/**
	 * The node's record was renewed.
	 * @param took how long that took
	 */
	default void renewed(Duration took) {
	}

	/**
	 * The store was asked for tasks.
	 * @param took how long that took
	 * @param tasks how many it gave
	 */
	default void claimed(Duration took, int tasks) {
	}

	/**
	 * The store was told of an end.
	 * @param took how long that took
	 */
	default void completed(Duration took) {
	}

	/**
	 * The store has refused an end, as somebody else has the task.
	 * @param task the task's id
	 */
	default void refused(String task) {
	}

	/**
	 * Tasks of nodes that are gone were queued again, or became dead letters.
	 * @param tasks how many
	 */
	default void requeued(int tasks) {
	}

	/**
	 * The store has refused the end of a task for good, though it takes other writes.
	 * @param pool the pool's name, or that of a standalone task
	 * @param task the task's id
	 * @param reason what the store has said
	 * @param replaced whether a failure is told in its place; if not, the store is told
	 * nothing more of that task
	 */
	default void endRefused(String pool, String task, String reason, boolean replaced) {
	}

	/**
	 * Nodes were found dead.
	 * @param nodes their ids
	 */
	default void evicted(List<String> nodes) {
	}

	/**
	 * The store believed that this node has a task of which it did not know.
	 * @param task the task's id
	 */
	default void orphan(String task) {
	}

	/**
	 * This instance has become a node, for the first time or anew.
	 * @param node its id
	 */
	default void joined(String node) {
	}

	/** This instance has not renewed its node in time. */
	default void fenced() {
	}

}
