package io.github.parallelpools.engine.pool;

import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.memory.MemoryShare;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.WorkerLoop;

/**
 * Hires as many workers as a pool wants, if it may: there may be no memory for one more,
 * or it is too early after failed starts. Knows nothing of how workers leave.
 */
final class Hiring {

	/** When a start that found no memory is repeated. */
	private static final long REPEAT_NANOS = 1_000_000_000;

	private final PoolCore core;

	private final Crew<WorkerLoop> crew;

	private final MemoryShare memory;

	private final StartBackoff backoff;

	private final LongFunction<WorkerLoop> makes;

	/** Guarded by the pool's lock. */
	private long hired;

	Hiring(PoolCore core, LongFunction<WorkerLoop> makes) {
		this.core = core;
		this.crew = core.crew;
		this.memory = core.memory;
		this.backoff = core.backoff;
		this.makes = makes;
	}

	/**
	 * Starts the workers that are wanted. What memory is too short for is looked at again
	 * in a while, as perhaps nothing else leads here before the tasks that wait are run.
	 */
	void recruit() {
		if (this.core.lane.isOpen() && !lacksSpare()) {
			// The pool is as large as it may be.
			return;
		}
		for (WorkerLoop loop; (loop = enlistOne()) != null;) {
			loop.start();
		}
	}

	private boolean lacksSpare() {
		if (this.core.settings.size().spares() == 0) {
			return false;
		}
		try (Held held = this.core.holdBeside()) {
			return this.crew.lacksSpare();
		}
	}

	private @Nullable WorkerLoop enlistOne() {
		try (Held held = this.core.hold()) {
			return enlist();
		}
	}

	/** A worker that is wanted and is to be started; called under the pool's lock. */
	@Nullable WorkerLoop enlist() {
		try {
			return hireWanted();
		}
		catch (OutOfMemoryError ex) {
			recruitLater();
			return null;
		}
	}

	/** Has it looked at again in a while whether workers are wanted. */
	void recruitLater() {
		this.core.deadlines.watchUntil(this.core.nanos() + REPEAT_NANOS);
	}

	private @Nullable WorkerLoop hireWanted() {
		long now = this.core.nanos();
		boolean wanted = this.core.moves.wantsWorker();
		boolean successor = !wanted && isOpen() && this.crew.wantsSuccessor();
		if (!wanted) {
			this.memory.withdraw();
		}
		boolean spare = !wanted && !successor && isOpen() && this.crew.lacksSpare();
		if (!wanted && !successor && !spare && !isProofWanted()) {
			return null;
		}
		if (this.backoff.isWaiting(now)) {
			this.memory.withdraw();
			this.core.deadlines.watchUntil(this.backoff.retryAt(now));
			return null;
		}
		boolean paid = isPaid(wanted, now);
		if (spare) {
			this.crew.spareRefused(!paid);
		}
		return paid ? hire(successor) : null;
	}

	private boolean isPaid(boolean wanted, long now) {
		if (wanted ? this.memory.reserve() : this.memory.tryReserve()) {
			return true;
		}
		if (this.crew.wantsSuccessor()) {
			this.crew.leaveFirst();
		}
		else if (!wanted) {
			// Who wants a spare, or only to see whether it can start one, does not stand
			// in line.
			this.core.deadlines.watchUntil(now + StartBackoff.LONGEST);
		}
		return false;
	}

	private WorkerLoop hire(boolean successor) {
		boolean hired = false;
		try {
			WorkerLoop loop = this.makes.apply(++this.hired);
			this.crew.add(loop.member());
			if (successor) {
				this.crew.hiredSuccessor(loop.member());
			}
			hired = true;
			return loop;
		}
		finally {
			if (!hired) {
				this.memory.release();
			}
		}
	}

	/** Whether a worker is wanted only to see whether the trouble is over. */
	private boolean isProofWanted() {
		return isOpen() && this.backoff.wantsProof() && this.crew.hasRoomForProof();
	}

	/** Whether the pool is one that hires. */
	boolean isOpen() {
		return switch (this.core.state()) {
			case STARTING, RUNNING, PAUSING, PAUSED -> true;
			case NEW, STOPPING, STOPPED -> false;
		};
	}

}
