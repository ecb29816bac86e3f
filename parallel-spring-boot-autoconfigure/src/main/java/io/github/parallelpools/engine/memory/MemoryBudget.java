package io.github.parallelpools.engine.memory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * The memory that the worker processes of an application may take together. Pools that
 * need more than there is stand in line: those that have no worker at all before the
 * others, each in the order of asking. Nobody overtakes, so that a pool of large workers
 * gets its turn. Knows nothing of workers. Safe for use by several threads; its lock is
 * taken last, under the lock of any pool, so it calls pools by helper threads only. It is
 * larger than other classes, as the account, the line and the argument below are one.
 * <p>
 * <b>Why all get their turn.</b> It is a round robin with time slices among the pools
 * that starve, which is to say, have no worker. (1) Who gets memory leaves the line, and
 * whoever asks again stands at its end, so there is an order that each pool passes once.
 * (2) A worker with work leaves only for pools that starve, after it has come back from a
 * task and has been ready for a slice: each start serves a task at least and, while there
 * are tasks, a slice, so that starts are at most as many as tasks, and as slices times
 * workers. (3) After a slice, and at the end of its task, one worker of each pool does
 * leave while what is missing is not promised by others; what it gives back goes to the
 * first in line. So nobody waits for more than the pools before it times a slice, a task
 * and a start. (4) Workers that a pool keeps for its minimum leave for nobody. Who would
 * need their memory could wait for ever, so it stands aside until it could be had, and
 * nobody leaves for its sake. (5) A death or a failed start gives back what it had, as
 * any other end; a pool that may not start anew yet leaves the line until it may.
 */
public final class MemoryBudget {

	/** No limit. */
	public static final long UNLIMITED = 0;

	private final long capacity;

	private final Executor helpers;

	// Guarded by this.

	private long used;

	/** What those will give back who leave because others wait. */
	private long promised;

	/** Whether idle workers are about to be asked. */
	private boolean asking;

	private final Set<MemoryShare> shares = new LinkedHashSet<>();

	private final Set<MemoryShare> line = new LinkedHashSet<>();

	/** Whether anybody is in line for what can be had; written under the lock. */
	private volatile boolean wanted;

	public MemoryBudget(long capacity, Executor helpers) {
		this.capacity = capacity;
		this.helpers = helpers;
	}

	boolean isLimited() {
		return this.capacity != UNLIMITED;
	}

	long capacity() {
		return this.capacity;
	}

	synchronized long used() {
		return this.used;
	}

	/** Whether anybody waits for memory; asked for every task. */
	boolean isWanted() {
		return this.wanted;
	}

	/**
	 * Sees whether a pool can have workers at all.
	 * @throws InvalidSettingException if one of its workers alone takes too much
	 */
	void check(MemoryShare share) {
		if (share.cost() > this.capacity) {
			throw new InvalidSettingException("process.max-heap", megabytes(share.heap()),
					"A process with that heap may take %s, and 'parallel.memory-budget' is %s. Raise 'parallel.memory-budget', or lower the heap."
						.formatted(megabytes(share.cost()), megabytes(this.capacity)));
		}
	}

	synchronized void remove(MemoryShare share) {
		this.shares.remove(share);
		leave(share);
	}

	/** Takes memory for one worker, if it is the pool's turn; if not, gets in line. */
	synchronized boolean reserve(MemoryShare share, int workers) {
		share.starving = workers == 0;
		share.kept = share.kept(workers);
		this.shares.add(share);
		this.line.add(share);
		if (take(share)) {
			share.kept = share.kept(workers + 1);
			return true;
		}
		MemoryShare first = first();
		this.wanted = first != null;
		if (first != null && first != share) {
			// It may have lost interest.
			call(first);
		}
		if (!share.asking) {
			share.asking = true;
			askIdle();
		}
		return false;
	}

	/** Takes memory for one worker if nobody else waits for it. */
	synchronized boolean tryReserve(MemoryShare share) {
		if (first() == null && fits(share)) {
			this.used += share.cost();
			return true;
		}
		return false;
	}

	private boolean take(MemoryShare share) {
		if (first() != share || !fits(share)) {
			return false;
		}
		this.used += share.cost();
		leave(share);
		if (!this.line.isEmpty()) {
			// It may have taken what somebody has left for another one.
			askIdle();
		}
		return true;
	}

	/** Has the idle workers of all pools see whether they are to leave. */
	private void askIdle() {
		if (!this.asking) {
			this.asking = true;
			this.helpers.execute(() -> asked().forEach(MemoryShare::askIdle));
		}
	}

	private synchronized List<MemoryShare> asked() {
		this.asking = false;
		return List.copyOf(this.shares);
	}

	private boolean fits(MemoryShare share) {
		return this.used + share.cost() <= this.capacity;
	}

	/** A pool keeps other workers than before. */
	synchronized void keeps(MemoryShare share, int workers) {
		share.kept = share.kept(workers);
		callFirst();
	}

	private long kept() {
		long kept = 0;
		for (MemoryShare one : this.shares) {
			kept += one.kept;
		}
		return kept;
	}

	/** Whether a worker could be had if all left that may. */
	private boolean isPossible(MemoryShare share) {
		return kept() + share.cost() <= this.capacity;
	}

	/**
	 * What others keep for their minimum, if that is why a pool can have no worker; 0 if
	 * it can.
	 */
	synchronized long keptBeside(MemoryShare share) {
		return isPossible(share) ? 0 : kept() - share.kept;
	}

	/** Gives back what a worker had that has ended. */
	synchronized void release(MemoryShare share, int workers) {
		this.used -= share.cost();
		share.kept = share.kept(workers);
		if (share.promises > 0) {
			share.promises--;
			this.promised -= share.cost();
		}
		callFirst();
		if (!this.line.isEmpty() && this.promised == 0) {
			askIdle();
		}
	}

	/** The pool wants no memory at present. */
	synchronized void withdraw(MemoryShare share) {
		if (this.line.contains(share)) {
			leave(share);
		}
	}

	private void leave(MemoryShare share) {
		this.line.remove(share);
		share.asking = false;
		callFirst();
	}

	private void callFirst() {
		MemoryShare first = first();
		this.wanted = first != null;
		if (first != null && fits(first)) {
			call(first);
		}
	}

	private void call(MemoryShare share) {
		if (!share.called) {
			share.called = true;
			this.helpers.execute(() -> {
				answered(share);
				share.retry();
			});
		}
	}

	private synchronized void answered(MemoryShare share) {
		share.called = false;
	}

	private @Nullable MemoryShare first() {
		MemoryShare first = null;
		for (MemoryShare one : this.line) {
			if (!isPossible(one)) {
				continue;
			}
			if (one.starving) {
				return one;
			}
			first = (first != null) ? first : one;
		}
		return first;
	}

	/**
	 * Whether a worker is to leave for the sake of others; if so, it has to.
	 * @param share the worker's pool
	 * @param starvingOnly whether it leaves only for pools that have no worker at all
	 */
	synchronized boolean yields(MemoryShare share, boolean starvingOnly) {
		long missing = 0;
		for (MemoryShare one : this.line) {
			if (one != share && (one.starving || !starvingOnly) && isPossible(one)) {
				missing += one.cost();
			}
		}
		if (missing == 0 || missing <= this.capacity - this.used + this.promised) {
			return false;
		}
		share.promises++;
		this.promised += share.cost();
		return true;
	}

	static String megabytes(long bytes) {
		return (bytes + 1024 * 1024 - 1) / (1024 * 1024) + "MB";
	}

}
