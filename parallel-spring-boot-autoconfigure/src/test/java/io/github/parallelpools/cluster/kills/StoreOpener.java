package io.github.parallelpools.cluster.kills;

import io.github.parallelpools.spi.cluster.ClusterStore;

/**
 * Opens a store in whatever JVM; public, with a public constructor without parameters.
 */
public interface StoreOpener {

	/**
	 * Opens a store.
	 * @param address where it is
	 * @return the store
	 */
	ClusterStore open(String address);

}
