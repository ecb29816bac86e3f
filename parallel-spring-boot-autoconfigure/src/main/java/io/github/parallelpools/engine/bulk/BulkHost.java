package io.github.parallelpools.engine.bulk;

import java.util.function.BooleanSupplier;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;

/**
 * The pool of bulks.
 *
 * @param pool the pool, as users see it
 * @param stops wakes who waits when the pool has stopped
 * @param inside whether the calling thread runs a task of the pool or tells of its end
 */
record BulkHost(ParallelPool pool, PoolStops stops, BooleanSupplier inside) {

	String name() {
		return this.pool.name();
	}

	PoolState state() {
		return this.pool.state();
	}

	PoolSettings settings() {
		return this.pool.settings();
	}

	boolean isInside() {
		return this.inside.getAsBoolean();
	}

}
