package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.spi.WorkerFactory;

/**
 * What all loops of a pool share.
 *
 * @param pool the pool, as those who are on duty for it are told apart
 * @param host the pool, as they see it
 * @param factory opens the workers
 * @param gate what their tasks need before they run
 * @param locks takes back what tasks leave locked
 * @param ticker the clock
 * @param grace tells how long a worker that was ordered to end may take to obey
 * @param helpers do what the reader of a worker's messages must not
 * @param events where the beginnings and ends of workers are told
 */
public record LoopServices(Object pool, LoopHost host, WorkerFactory factory, LockGate gate, TaskLocks locks,
		Ticker ticker, Supplier<Duration> grace, Executor helpers, PoolEvents events) {

	/** How long a worker that was ordered to end may take to obey. */
	Duration killGrace() {
		return this.grace.get();
	}

}
