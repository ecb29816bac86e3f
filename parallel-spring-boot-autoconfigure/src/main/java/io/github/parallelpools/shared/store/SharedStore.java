package io.github.parallelpools.shared.store;

/**
 * Where all that is shared by name lives: one for each application.
 *
 * @param locks the locks
 * @param maps the maps
 */
public record SharedStore(LockStore locks, MapStores maps) {

	/**
	 * Keeps everything in this JVM's memory.
	 * @return an empty store
	 */
	public static SharedStore inMemory() {
		return inMemory(MapLimits.standard());
	}

	/**
	 * Keeps everything in this JVM's memory.
	 * @param limits how much maps may hold
	 * @return an empty store
	 */
	public static SharedStore inMemory(MapLimits limits) {
		return new SharedStore(new MemoryLocks(), new MemoryMaps(limits));
	}

}
