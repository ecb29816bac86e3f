package io.github.parallelpools.spi;

import java.util.function.BooleanSupplier;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;

/**
 * What is shared by name, as it is seen from one JVM. Safe for use by several threads.
 */
public interface SharedObjects {

	/**
	 * A lock.
	 * @param name its name, 1 to 200 characters
	 * @param ended whether the task that uses the lock has been ended by force; asked
	 * when a thread that waits was interrupted
	 * @return the lock
	 * @throws IllegalArgumentException if that is no name
	 */
	SharedLock lock(String name, BooleanSupplier ended);

	/**
	 * A map.
	 * @param <V> the type of its values
	 * @param tag its tag, 1 to 200 characters
	 * @return the map
	 * @throws IllegalArgumentException if that is no tag
	 */
	<V> SharedMap<V> map(String tag);

}
