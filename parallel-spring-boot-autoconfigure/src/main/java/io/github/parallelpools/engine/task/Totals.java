package io.github.parallelpools.engine.task;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.github.parallelpools.pool.PoolSnapshot;

/** Counts what has happened in a pool. Thread-safe. */
public final class Totals {

	/** What is counted. */
	public enum Total {

		COMPLETED, FAILED, CANCELLED, REJECTED, OVERTIME, SOFT_OVERTIME, OVERTIME_KILLED, OVERTIME_REPLACED, KILLED,
		CRASHED, ABANDONED, IDLE_RELEASED, WORKERS_STARTED, START_FAILURES, RECYCLED, RETRIED, DEAD_LETTERED,
		DEAD_LETTERS_DROPPED, KILL_BUDGET_TRIPS

	}

	private final LongAdder[] counts = Stream.generate(LongAdder::new)
		.limit(Total.values().length)
		.toArray(LongAdder[]::new);

	private final LongAdder starting = new LongAdder();

	private final LongAdder recoveries = new LongAdder();

	private final LongAdder recovering = new LongAdder();

	/** A worker has started; by any thread. */
	public void started(long nanos) {
		count(Total.WORKERS_STARTED);
		this.starting.add(Math.max(0, nanos));
	}

	/** A waiting task has a worker in the place of one that was killed. */
	public void recovered(long nanos) {
		this.recoveries.increment();
		this.recovering.add(Math.max(0, nanos));
	}

	/** Counts one more; by any thread. */
	public void count(Total what) {
		this.counts[what.ordinal()].increment();
	}

	private long sum(Total what) {
		return this.counts[what.ordinal()].sum();
	}

	/** How many tasks have returned or failed, killed ones among them. */
	public long ended() {
		return sum(Total.COMPLETED) + sum(Total.FAILED);
	}

	public PoolSnapshot.Totals snapshot(long submitted) {
		return new PoolSnapshot.Totals(submitted, sum(Total.COMPLETED), sum(Total.FAILED), sum(Total.CANCELLED),
				sum(Total.REJECTED), overtime(), workers(), retries());
	}

	private PoolSnapshot.Overtime overtime() {
		return new PoolSnapshot.Overtime(sum(Total.OVERTIME), sum(Total.SOFT_OVERTIME), sum(Total.OVERTIME_KILLED),
				sum(Total.OVERTIME_REPLACED), sum(Total.KILL_BUDGET_TRIPS));
	}

	private PoolSnapshot.Workers workers() {
		return new PoolSnapshot.Workers(sum(Total.WORKERS_STARTED), sum(Total.START_FAILURES), sum(Total.KILLED),
				sum(Total.CRASHED), sum(Total.ABANDONED), sum(Total.IDLE_RELEASED), sum(Total.RECYCLED),
				new PoolSnapshot.Times(Duration.ofNanos(this.starting.sum()), this.recoveries.sum(),
						Duration.ofNanos(this.recovering.sum())));
	}

	private PoolSnapshot.Retries retries() {
		return new PoolSnapshot.Retries(sum(Total.RETRIED), sum(Total.DEAD_LETTERED), sum(Total.DEAD_LETTERS_DROPPED));
	}

}
