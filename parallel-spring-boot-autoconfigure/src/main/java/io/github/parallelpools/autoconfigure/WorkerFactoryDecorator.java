package io.github.parallelpools.autoconfigure;

import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.spi.WorkerFactory;

/**
 * Puts something around what makes the workers of a pool, or something else in its place.
 * All beans of this type are asked for each pool before it is made, in their order. They
 * decide what workers are, and so belong into tests, and into the hands of those who
 * write a kind of worker.
 */
@FunctionalInterface
public interface WorkerFactoryDecorator {

	/**
	 * Decorates what makes the workers of one pool.
	 * @param pool the pool's settings, which stay as they are
	 * @param workers what makes its workers so far
	 * @return what makes them from now on, which may be the same; closed with the pool,
	 * and closes what it was given
	 */
	WorkerFactory decorate(PoolSettings pool, WorkerFactory workers);

}
