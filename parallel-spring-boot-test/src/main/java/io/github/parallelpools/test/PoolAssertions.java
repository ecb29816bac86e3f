package io.github.parallelpools.test;

import io.github.parallelpools.pool.ParallelPool;

/** The way to assertions about pools, for a static import. */
public final class PoolAssertions {

	private PoolAssertions() {
	}

	/**
	 * Begins assertions about a pool.
	 * @param pool the pool
	 * @return the assertions
	 */
	public static PoolAssert assertThatPool(ParallelPool pool) {
		return new PoolAssert(pool);
	}

}
