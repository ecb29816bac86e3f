package io.github.parallelpools.cluster;

import java.util.List;

import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Maps that all instances of an application share. Whoever asks waits for the store.
 * Never decodes a value but a number that is added to. Safe for use by several threads.
 */
public final class ClusterMaps implements MapStores {

	private final ClusterStore store;

	private final int maxBytes;

	/**
	 * Makes the maps of an instance.
	 * @param store where they are stored
	 * @param maxBytes how many bytes the encoded value of one key may have, as
	 * {@code parallel.cluster.max-payload} says
	 */
	public ClusterMaps(ClusterStore store, int maxBytes) {
		this.store = store;
		this.maxBytes = maxBytes;
	}

	@Override
	public MapStore store(String tag) {
		return new ClusterMap(tag, this.store, this.maxBytes);
	}

	@Override
	public boolean isFar() {
		return true;
	}

	/**
	 * The tags of all maps of the application that hold something; of one whose tag not
	 * every store can store, or that begins with {@code parallel:}, a name that begins
	 * with #.
	 * @return the tags, in their natural order
	 * @throws SharedMapException if the store does not answer
	 */
	public List<String> tags() {
		try {
			return this.store.maps().stream().filter((map) -> !StoredNames.isOwn(map)).sorted().toList();
		}
		catch (ClusterStoreException ex) {
			throw new SharedMapException(
					"Which shared maps there are is not known, as the store of the cluster does not answer: %s. Try again."
						.formatted(ex.getMessage()),
					ex);
		}
	}

}
