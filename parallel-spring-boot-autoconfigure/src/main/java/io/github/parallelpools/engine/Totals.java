package io.github.parallelpools.engine;

import java.util.concurrent.atomic.LongAdder;

import io.github.parallelpools.pool.PoolSnapshot;

/** Counts what has happened in a pool. Thread-safe. */
final class Totals {

	final LongAdder completed = new LongAdder();

	final LongAdder failed = new LongAdder();

	final LongAdder cancelled = new LongAdder();

	final LongAdder rejected = new LongAdder();

	final LongAdder overtime = new LongAdder();

	final LongAdder softOvertime = new LongAdder();

	final LongAdder overtimeKilled = new LongAdder();

	final LongAdder overtimeReplaced = new LongAdder();

	final LongAdder killed = new LongAdder();

	final LongAdder crashed = new LongAdder();

	final LongAdder abandoned = new LongAdder();

	final LongAdder idleReleased = new LongAdder();

	final LongAdder workersStarted = new LongAdder();

	final LongAdder startFailures = new LongAdder();

	final LongAdder recycled = new LongAdder();

	final LongAdder retried = new LongAdder();

	final LongAdder deadLettered = new LongAdder();

	final LongAdder deadLettersDropped = new LongAdder();

	PoolSnapshot.Totals snapshot(long submitted) {
		return new PoolSnapshot.Totals(submitted, this.completed.sum(), this.failed.sum(), this.cancelled.sum(),
				this.rejected.sum(), this.overtime.sum(), this.overtimeKilled.sum(), this.overtimeReplaced.sum(),
				this.killed.sum(), this.crashed.sum(), this.abandoned.sum(), this.idleReleased.sum(),
				this.workersStarted.sum(), this.startFailures.sum(), this.recycled.sum(), this.retried.sum(),
				this.deadLettered.sum(), this.deadLettersDropped.sum(), this.softOvertime.sum());
	}

}
