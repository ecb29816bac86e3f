package io.github.parallelpools.actuate.endpoint;

/**
 * Knows the cluster that this instance is in.
 */
public interface ClusterView {

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

}
