package io.github.parallelpools.autoconfigure;

import java.util.List;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;

/**
 * The pools that the application has stopped, so that its restart brings them back as
 * they were: those that worked work again, those that were paused are paused, and those
 * that somebody had stopped stay stopped.
 */
final class PausedPools {

	private final ParallelPoolFactory factory;

	private volatile List<Paused> pools = List.of();

	/**
	 * A pool that the application has stopped.
	 *
	 * @param pool the pool
	 * @param worked whether it was not paused before
	 */
	private record Paused(ParallelPool pool, boolean worked) {

		void restart(ParallelEngine engine) {
			if (this.worked) {
				this.pool.start();
			}
			else {
				engine.startPaused(this.pool);
			}
		}

	}

	PausedPools(ParallelPoolFactory factory) {
		this.factory = factory;
	}

	/** The application is about to stop those that are not stopped. */
	void note() {
		this.pools = this.factory.opened()
			.stream()
			.map(OpenedPool::pool)
			.filter((pool) -> pool.state() != PoolState.NEW && pool.state().acceptsTasks())
			.map((pool) -> new Paused(pool, pool.state().runsTasks()))
			.toList();
	}

	/** From now on the first task restarts the pool that it is for. */
	void restartOnFirstUse() {
		for (Paused one : this.pools) {
			ParallelEngine engine = this.factory.engine();
			engine.startOnFirstUse(one.pool(), () -> one.restart(engine));
		}
	}

	/** Restarts those that no task has restarted before. */
	void restart() {
		List<Paused> restarted = this.pools;
		this.pools = List.of();
		restarted.forEach((one) -> one.restart(this.factory.engine()));
	}

}
