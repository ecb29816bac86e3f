package io.github.parallelpools.shared.store;

/**
 * How much the shared maps of an application may hold. Bytes are those that keys, values
 * and what stands around them take in the heap.
 *
 * @param maxEntries how many keys one map may have
 * @param maxMapBytes how many bytes one map may have
 * @param maxBytes how many bytes all maps may have together
 */
public record MapLimits(int maxEntries, long maxMapBytes, long maxBytes) {

	/** The most keys of one map, unless something else is set. */
	public static final int STANDARD_ENTRIES = 10_000_000;

	/** A collector may take twice as much for a large value as it has. */
	private static final int SHARE_OF_THE_HEAP = 4;

	/**
	 * What all maps may have together, unless something else is set.
	 * @return the bytes of a quarter of the heap
	 */
	public static long standardBytes() {
		return Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP;
	}

	/**
	 * The limits that hold unless something else is set.
	 * @return the limits
	 */
	public static MapLimits standard() {
		return new MapLimits(STANDARD_ENTRIES, standardBytes(), standardBytes());
	}

}
