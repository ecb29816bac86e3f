package io.github.parallelpools.engine;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.spi.WorkerMemory;

/**
 * What one pool has of the {@link MemoryBudget}, and whether it waits for more. Costs
 * nothing where workers have no process of their own, or memory is not limited. Called
 * under the pool's lock, apart from {@link #release()}.
 */
final class MemoryShare {

	private static final System.Logger logger = System.getLogger(MemoryShare.class.getName());

	/** How long a pool that works waits until it leaves a place to one without any. */
	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private final MemoryBudget budget;

	private final PoolMonitor monitor;

	private final WorkerMemory memory;

	private final boolean limited;

	// Guarded by the budget.

	/** Whether the pool has no worker. */
	boolean starving;

	/** Whether others were asked to leave early. */
	boolean asking;

	boolean called;

	/** How many workers are about to leave because others wait. */
	int promises;

	// Guarded by the pool's lock.

	private @Nullable Instant since;

	private boolean logged;

	private volatile @Nullable Runnable hiring;

	/** When its workers last had to leave between tasks, or the first one could. */
	private @Nullable Long wantedSince;

	MemoryShare(MemoryBudget budget, PoolMonitor monitor, WorkerMemory memory) {
		this.budget = budget;
		this.monitor = monitor;
		this.memory = memory;
		this.limited = budget.isLimited() && memory.bytes() > 0;
	}

	/**
	 * The pool can have workers from now on.
	 * @param hires starts the workers that are wanted, by any thread
	 * @throws InvalidSettingException if one of its workers alone takes too much
	 */
	void open(Runnable hires) {
		this.hiring = hires;
		if (this.limited) {
			this.budget.check(this);
		}
	}

	long cost() {
		return this.memory.bytes();
	}

	long heap() {
		return this.memory.heap();
	}

	/** Takes memory for a worker that is wanted; if there is none, waits for it. */
	boolean reserve() {
		if (!this.limited) {
			return true;
		}
		if (this.budget.reserve(this, this.monitor.crew.isEmpty())) {
			this.since = null;
			return true;
		}
		if (this.since == null) {
			this.since = Instant.now();
			log();
		}
		return false;
	}

	private void log() {
		if (!this.logged) {
			this.logged = true;
			String message = "Pool '%s' waits: %s This is told once.".formatted(this.monitor.settings.name(),
					describe());
			this.monitor.later(() -> CarefulLog.log(logger, System.Logger.Level.WARNING, "{0}", message));
		}
	}

	/** Takes memory for a worker that could be done without. */
	boolean tryReserve() {
		return !this.limited || this.budget.tryReserve(this);
	}

	/** A worker has ended. */
	void release() {
		if (this.limited) {
			this.budget.release(this);
		}
	}

	/** Whether a worker is wanted that can't be paid. */
	boolean isWaiting() {
		return this.since != null;
	}

	/** No worker is wanted at present. */
	void withdraw() {
		if (this.since != null) {
			this.since = null;
			this.budget.withdraw(this);
		}
	}

	/** The pool will never need any more. */
	void close() {
		if (this.limited) {
			this.budget.remove(this);
		}
	}

	/** Whether an idle worker that may be released is to leave now. */
	boolean yieldsIdle() {
		return this.limited && this.budget.isWanted() && this.budget.yields(this, false);
	}

	/**
	 * Whether a worker is to leave although there is work for it, as another pool has
	 * waited for a second without any worker.
	 */
	boolean yieldsBusy() {
		if (!this.limited || !this.budget.isWanted()) {
			this.wantedSince = null;
			return false;
		}
		long now = this.monitor.ticker.nanos();
		if (this.wantedSince == null) {
			this.wantedSince = now;
		}
		if (now - this.wantedSince < PATIENCE || !this.budget.yields(this, true)) {
			return false;
		}
		this.wantedSince = now;
		return true;
	}

	/** It may be the pool's turn, or it may have lost interest. Called by a helper. */
	void retry() {
		Runnable hires = this.hiring;
		if (hires != null) {
			hires.run();
		}
	}

	/** Others need memory. Called by a helper. */
	void askIdle() {
		this.monitor.lock();
		try {
			this.monitor.crew.wakeAll();
		}
		finally {
			this.monitor.unlock();
		}
	}

	private String describe() {
		return ("one more worker may take %s, and %s of the %s of 'parallel.memory-budget' are taken. "
				+ "It is started as soon as others have left. Raise 'parallel.memory-budget', or lower 'process.max-heap' or 'max-size'.")
			.formatted(MemoryBudget.megabytes(cost()), MemoryBudget.megabytes(this.budget.used()),
					MemoryBudget.megabytes(this.budget.capacity()));
	}

	PoolSnapshot.@Nullable MemoryShortage snapshot() {
		Instant begin = this.since;
		return (begin != null) ? new PoolSnapshot.MemoryShortage(begin, cost(), describe()) : null;
	}

}
