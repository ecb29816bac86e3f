package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.Map;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.spi.WorkerFactory;

/**
 * Sets the limit of tasks when the one that is to be over time has begun, and lifts it
 * before another one runs: on a busy machine the first task of a new process may need
 * seconds.
 */
final class Limits {

	/** No task of a test needs so long. */
	static final Duration NEVER = Duration.ofMinutes(10);

	private Limits() {
	}

	/**
	 * Short enough to be met now and then; a process may need some time for its first
	 * task on a busy machine.
	 */
	static Duration ofStress(WorkerFactory factory) {
		return Duration.ofMillis(factory.traits().ownProcess() ? 500 : 150);
	}

	/** How long tasks may run from now on, also those that run already. */
	static void set(ParallelPool pool, Duration overtime) {
		pool.change(Map.of(PoolSetting.WORKER_OVERTIME, overtime), "a test");
	}

	/** Tasks may run as long as they like from now on. */
	static void lift(ParallelPool pool) {
		set(pool, NEVER);
	}

}
