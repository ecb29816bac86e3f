package io.github.parallelpools.actuate.endpoint;

import java.util.List;

/**
 * Knows the cluster that this instance is in.
 */
public interface ClusterView {

	/**
	 * This instance in the cluster; does not ask the store.
	 * @return what it knows of itself
	 */
	ClusterSummary summary();

	/**
	 * The cluster at this moment; asks its store, which may take a while.
	 * @return what is known of it
	 */
	ClusterDescription describe();

	/**
	 * Has this instance claim no more tasks, or do so again.
	 * @param drains whether it claims none
	 */
	void drain(boolean drains);

	/**
	 * The pools that are shared by all nodes and have a part in this instance.
	 * @return their names
	 */
	List<String> pools();

	/**
	 * Has a pool do something on all nodes, also on those that join later.
	 * @param pool the pool's name
	 * @param state RUNNING, PAUSED or STOPPED
	 * @param by who wants it
	 * @return the version of what is wanted now
	 */
	long order(String pool, String state, String by);

	/**
	 * Has a pool have so many workers on each node, also on those that join later.
	 * @param pool the pool's name
	 * @param min how many it keeps
	 * @param max how many it may have
	 * @param by who wants it
	 * @return the version of what is wanted now
	 */
	long resize(String pool, int min, int max, String by);

	/**
	 * Has a node claim no more tasks, or do so again.
	 * @param node the node's id
	 * @param drains whether it is to claim none
	 * @return the version of what is wanted now
	 */
	long drain(String node, boolean drains);

	/**
	 * Has a standalone task of the cluster do something, whichever instance executes it.
	 * @param task the task's name
	 * @param action pause, resume, stop or force-stop
	 * @param by who wants it
	 * @return {@code false} if nobody executes it
	 */
	boolean operateTask(String task, String action, String by);

}
