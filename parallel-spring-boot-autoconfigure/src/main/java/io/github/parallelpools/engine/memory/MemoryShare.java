package io.github.parallelpools.engine.memory;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.spi.WorkerMemory;

/**
 * What one pool has of the {@link MemoryBudget}, and whether it waits for more. Costs
 * nothing where workers have no process of their own, or memory is not limited. Called
 * under the pool's lock, apart from {@link #release()}.
 */
public final class MemoryShare {

	/**
	 * For how long a worker serves before it leaves to a pool without any, and how long
	 * that pool waits until one does.
	 */
	public static final long SLICE = TimeUnit.SECONDS.toNanos(1);

	private final MemoryBudget budget;

	private final MemoryUser user;

	private final Ticker ticker;

	private final WorkerMemory memory;

	private final boolean limited;

	// Guarded by the budget.

	/** Whether the pool has no worker. */
	boolean starving;

	/** What its workers have that leave for nobody. */
	long kept;

	/** Whether others were asked to leave early. */
	boolean asking;

	boolean called;

	/** How many workers are about to leave because others wait. */
	int promises;

	// Guarded by the pool's lock.

	private @Nullable Instant since;

	private long sinceNanos;

	private boolean told;

	private volatile @Nullable Runnable hiring;

	/** When its workers last had to leave between tasks, or the first one could. */
	private @Nullable Long wantedSince;

	public MemoryShare(MemoryBudget budget, MemoryUser user, WorkerMemory memory, Ticker ticker) {
		this.budget = budget;
		this.user = user;
		this.ticker = ticker;
		this.memory = memory;
		this.limited = budget.isLimited() && memory.bytes() > 0;
	}

	/**
	 * The pool can have workers from now on.
	 * @param hires starts the workers that are wanted, by any thread
	 * @throws InvalidSettingException if one of its workers alone takes too much
	 */
	public void open(Runnable hires) {
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
	public boolean reserve() {
		if (!this.limited) {
			return true;
		}
		if (this.budget.reserve(this, this.user.workers())) {
			this.since = null;
			return true;
		}
		if (this.since == null) {
			this.since = Instant.now();
			this.sinceNanos = this.ticker.nanos();
			tell();
		}
		return false;
	}

	private void tell() {
		if (!this.told) {
			this.told = true;
			this.user.shortOfMemory(describe());
		}
	}

	/** Takes memory for a worker that could be done without. */
	public boolean tryReserve() {
		return !this.limited || this.budget.tryReserve(this);
	}

	/** What so many workers have that leave for nobody. */
	long kept(int workers) {
		return cost() * Math.min(this.user.minWorkers(), workers);
	}

	/** The pool keeps more workers than before, or less. */
	public void resized() {
		if (this.limited) {
			this.budget.keeps(this, this.user.workers());
		}
	}

	/** A worker has ended. */
	public void release() {
		if (this.limited) {
			this.budget.release(this, this.user.workers());
		}
	}

	/** Whether a worker is wanted that can't be paid. */
	public boolean isWaiting() {
		return this.since != null;
	}

	/** No worker is wanted at present. */
	public void withdraw() {
		if (this.since != null) {
			this.since = null;
			this.budget.withdraw(this);
		}
	}

	/** The pool will never need any more. */
	public void close() {
		if (this.limited) {
			this.budget.remove(this);
		}
	}

	/** Whether another pool waits for memory. */
	public boolean isWantedElsewhere() {
		if (!this.limited || !this.budget.isWanted()) {
			this.wantedSince = null;
			return false;
		}
		return true;
	}

	/**
	 * Whether an idle worker that may be released is to leave now, as another pool
	 * {@link #isWantedElsewhere wants its memory}.
	 * @param served whether it has served for a {@link #SLICE}, so that it was worth its
	 * start
	 * @param wanted whether the pool would want another one at once
	 */
	public boolean yieldsIdle(boolean served, boolean wanted) {
		return (!wanted || served) && this.budget.yields(this, false);
	}

	/**
	 * Whether a worker is to leave although there is work for it, as another pool has
	 * waited for a while without any worker.
	 * @param served as above
	 */
	public boolean yieldsBusy(boolean served) {
		long now = this.ticker.nanos();
		if (this.wantedSince == null) {
			this.wantedSince = now;
		}
		if (now - this.wantedSince < SLICE || !served || !this.budget.yields(this, true)) {
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
		this.user.callIdle();
	}

	private String describe() {
		return ("one more worker may take %s, and %s of the %s of 'parallel.memory-budget' are taken. %s"
				+ " Raise 'parallel.memory-budget', or lower 'process.max-heap' or 'max-size'.")
			.formatted(MemoryBudget.megabytes(cost()), MemoryBudget.megabytes(this.budget.used()),
					MemoryBudget.megabytes(this.budget.capacity()), prospect());
	}

	private String prospect() {
		long kept = this.budget.keptBeside(this);
		if (kept > 0) {
			return "It is not started while other pools keep %s for their 'min-size', which they may lower, too."
				.formatted(MemoryBudget.megabytes(kept));
		}
		long seconds = TimeUnit.NANOSECONDS.toSeconds(this.ticker.nanos() - this.sinceNanos);
		return "It is started as soon as others have left" + ((seconds > 0 && this.user.workers() == 0)
				? "; the pool has had none for %s s, as their tasks take long or many pools wait.".formatted(seconds)
				: ".");
	}

	public PoolSnapshot.@Nullable MemoryShortage snapshot() {
		Instant begin = this.since;
		return (begin != null) ? new PoolSnapshot.MemoryShortage(begin, cost(), describe()) : null;
	}

}
