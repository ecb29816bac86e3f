package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.spi.WorkerFactory;

/**
 * What all loops of a pool share.
 *
 * @param outlet where they come for tasks
 * @param staffing where they leave
 * @param factory opens the workers
 * @param completion tells of the ends of tasks
 * @param retries has tasks run again whose worker died
 * @param totals counts
 * @param gate what their tasks need before they run
 * @param locks takes back what tasks leave locked
 * @param ticker the clock
 * @param random numbers from 0 to 1
 * @param killGrace how long a worker that was ordered to end may take to obey
 * @param level at which the beginnings and ends of workers are logged
 */
record LoopServices(Outlet outlet, Staffing staffing, WorkerFactory factory, Completion completion, Retries retries,
		Totals totals, LockGate gate, TaskLocks locks, Ticker ticker, DoubleSupplier random, Duration killGrace,
		System.Logger.Level level) {
}
