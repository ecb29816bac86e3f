package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.github.parallelpools.engine.memory.MemoryBudget;
import io.github.parallelpools.engine.time.HelperThreads;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.shared.store.LockStore;

/**
 * What all pools of an engine share.
 *
 * @param ticker the clock
 * @param supervisor looks after deadlines
 * @param helpers runs what the supervisor must not: interrupts and kills, and telling of
 * ends where a worker's own thread is stuck
 * @param lockStore where the shared locks are
 * @param supervisionInterval how often what has no event of its own is looked at
 * @param memory what worker processes may take together
 * @param random numbers from 0 to 1, so that what happened together is not repeated
 * together
 * @param instance a text that no other engine has, part of every task's id
 */
public record PoolServices(Ticker ticker, Supervisor supervisor, HelperThreads helpers, LockStore lockStore,
		Duration supervisionInterval, MemoryBudget memory, DoubleSupplier random, String instance) {
}
