package io.github.parallelpools.spi.cluster;

/**
 * Is told of what happens in a store, as a hint: a notice may be lost, doubled and late.
 * No method throws or waits.
 */
public interface ClusterListener {

	/**
	 * Tasks of a pool may be queued.
	 * @param pool the pool's name
	 */
	void queued(String pool);

	/**
	 * Tasks that the node has submitted may have ended.
	 */
	void ended();

	/**
	 * A task that the node has submitted has ended.
	 * @param task the task's id
	 */
	default void ended(String task) {
		ended();
	}

	/**
	 * A task that the node has submitted has ended, and how.
	 * @param task what {@link ClusterStore#outcomes} tells of it
	 */
	default void ended(EndedTask task) {
		ended(task.id());
	}

	/**
	 * A lock may be free.
	 * @param lock the lock's name
	 */
	void unlocked(String lock);

	/**
	 * A task of the node is to be cancelled, or a pool is to have another state.
	 */
	void commanded();

	/**
	 * The store could not tell for a while: anything may have happened.
	 */
	void missed();

}
