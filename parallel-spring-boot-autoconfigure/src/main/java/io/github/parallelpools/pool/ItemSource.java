package io.github.parallelpools.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Where the workers of a pool get the items for its handler, if somebody there wants to
 * know how each of them ends, such as a broker that delivers again what nobody has done:
 * a bean that a pool names in {@code queue.source}. Nobody can tell how much waits, so
 * that the pool always has as many workers as it may. Only idle workers ask, each for one
 * item.
 * <p>
 * Implementations are thread-safe: all idle workers ask at the same time.
 */
@FunctionalInterface
public interface ItemSource {

	/**
	 * Waits for an item. What is returned was given to the pool and will end, whatever
	 * happens to the pool.
	 * @param timeout how long to wait at most
	 * @return the item, {@code null} if there was none in that time
	 * @throws InterruptedException if the worker is to do something else: no item was
	 * taken
	 * @throws RuntimeException if it is not known whether there is an item; it is logged,
	 * and the worker asks again after 10 ms, doubled up to 1 s
	 */
	@Nullable Delivery poll(Duration timeout) throws InterruptedException;

}
