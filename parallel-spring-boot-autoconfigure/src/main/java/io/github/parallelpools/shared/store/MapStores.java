package io.github.parallelpools.shared.store;

/** Where maps are found by their tags. Safe for use by several threads. */
public interface MapStores {

	/**
	 * Finds a map, which exists as soon as something is put into it.
	 * @param tag the map's tag
	 * @return a way to the map, to be kept as long as one likes
	 */
	MapStore store(String tag);

	/**
	 * Whether maps are somewhere else, so that whoever asks waits for an answer.
	 * @return {@code false} if all is in this JVM's memory
	 */
	default boolean isFar() {
		return false;
	}

}
