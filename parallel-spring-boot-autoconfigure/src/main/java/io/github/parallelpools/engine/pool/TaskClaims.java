package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.engine.memory.MemoryShare;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.LockGate;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.FastLane;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Where the workers of a pool come for their tasks, wait if there are none, and learn
 * that they are to leave.
 */
final class TaskClaims {

	private static final TaskOutcome NOTHING = new TaskOutcome.Succeeded(null);

	private final PoolCore core;

	private final FastLane lane;

	private final Staffing staffing;

	private final LockGate gate;

	private final TaskSource source;

	private final ClaimsAhead ahead;

	TaskClaims(PoolCore core, Staffing staffing, LockGate gate, TaskSource source, ClaimsAhead ahead) {
		this.core = core;
		this.lane = core.lane;
		this.ahead = ahead;
		this.staffing = staffing;
		this.gate = gate;
		this.source = source;
	}

	/**
	 * The next task for a worker that has none; waits for one.
	 * @return the task, or {@code null} if the worker is to leave
	 */
	@Nullable Execution<?> take(WorkerLoop loop) {
		boolean windowed = loop.isWindowed();
		while (windowed && !loop.window().isEmpty()) {
			Execution<?> next = this.ahead.next(loop);
			if (next != null) {
				return next;
			}
		}
		int word = this.lane.word();
		Execution<?> task = (FastLane.isOpen(word) && loop.isUncalled()) ? this.lane.poll() : null;
		if (task == null) {
			return takeCarefully(loop);
		}
		loop.takeFast(task);
		if (windowed) {
			this.ahead.takeMore(loop);
		}
		return (this.lane.word() == word) ? task : takeAfterChange(loop, task);
	}

	/**
	 * The lane was closed while a worker took a task from it: the task is queued again.
	 */
	private @Nullable Execution<?> takeAfterChange(WorkerLoop loop, Execution<?> task) {
		this.core.lock();
		try {
			if (this.core.moves.isClosedLocked()) {
				// The queue may have been emptied for the last time.
				task.decide(new TaskOutcome.Cancelled("the application closed before it was run"));
			}
			this.ahead.putBackFresh(loop);
			if (task.isDecided()) {
				// Its worker tells of the end, unless the thread that decided it does.
				return task;
			}
			loop.letGo();
			this.core.queue.putBack(task);
		}
		finally {
			this.core.unlock();
		}
		return takeCarefully(loop);
	}

	private @Nullable Execution<?> takeCarefully(WorkerLoop loop) {
		if (loop.member().isToBeWeighed() && loop.member().lifespan().nextWeighing() - this.core.ticker.nanos() <= 0) {
			loop.weigh();
		}
		Execution<?> task = takeOrLeave(loop);
		if (task == null || loop.member().isDue() || this.core.settings.size().spares() > 0) {
			// It may take a while until the worker is closed, and somebody may be wanted
			// in its place before; or a spare, as one is at work now.
			this.staffing.recruit();
		}
		return task;
	}

	private @Nullable Execution<?> takeOrLeave(WorkerLoop loop) {
		this.core.lockBeside();
		try {
			arrive(loop);
			while (!mustLeave(loop) && !isRecycled(loop) && !isYielding(loop)) {
				boolean resting = isToRest(loop);
				boolean wanted = !resting && isWanted(loop);
				if (this.gate.isToSettle(loop, wanted)) {
					settleLock(loop, wanted);
				}
				else if (resting) {
					this.core.idle.rest(loop);
				}
				else if (wanted && this.gate.admits(loop) && hasTaken(loop)) {
					return begin(loop);
				}
				else if (wanted && this.gate.isToStandBy(loop)) {
					this.core.idle.standBy(loop, this.gate.patience(loop));
				}
				else if (wanted == isWanted(loop) && !this.ahead.calledBack() && !awaitWork(loop)) {
					this.staffing.released(loop);
					break;
				}
			}
			leave(loop);
			return null;
		}
		finally {
			this.core.unlock();
		}
	}

	private void leave(WorkerLoop loop) {
		this.core.closeLane();
		this.core.crew.move(loop.member(), Phase.LEAVING);
		if (this.core.idle.hasMore(loop)) {
			// The call for a task may have gone to this worker.
			this.core.crew.wakeOne();
		}
	}

	private @Nullable Execution<?> begin(WorkerLoop loop) {
		this.gate.passed(loop);
		if (this.core.recovery.isUnderWay() && loop.member().tasks() == 0) {
			this.core.recovery.succeeded(this.core.ticker.nanos());
		}
		this.core.crew.move(loop.member(), Phase.BUSY);
		if (this.core.crew.wantsSpare()) {
			this.core.closeLane();
		}
		this.ahead.takeMoreQueued(loop);
		if (loop.member().isLastTask()) {
			// Who replaces it can get ready meanwhile.
			recycle(loop);
		}
		this.core.openLane();
		return loop.taken();
	}

	private void recycle(WorkerLoop loop) {
		this.core.crew.recycle(loop.member());
		loop.member().due();
	}

	/** Whether the worker leaves now because somebody replaces it. */
	private boolean isRecycled(WorkerLoop loop) {
		if (!this.core.crew.leavesRecycled(loop.member())) {
			return false;
		}
		this.staffing.recycled(loop);
		return true;
	}

	/** Whether the worker leaves now because other pools need its memory. */
	private boolean isYielding(WorkerLoop loop) {
		if (!this.core.memory.isWantedElsewhere() || !this.core.crew.isBeyondMin()
				|| this.core.crew.isSuccessor(loop.member())) {
			return false;
		}
		boolean working = this.core.moves.runsTasks();
		if (working && hasTask(loop)) {
			return this.core.memory.yieldsBusy(hasServed(loop));
		}
		boolean idle = this.core.memory.yieldsIdle(hasServed(loop), working && this.core.demand.workers() > 0);
		if (idle) {
			this.staffing.released(loop);
		}
		return idle;
	}

	private boolean hasServed(WorkerLoop loop) {
		return loop.member().hasServed(MemoryShare.SLICE, this.core.ticker.nanos());
	}

	/**
	 * Whether the worker takes no task for now: it has run as many as it may and waits
	 * for who replaces it, or it replaces one that still runs its last task. If nobody
	 * can be had, an old worker is better than none.
	 */
	private boolean isToRest(WorkerLoop loop) {
		return this.core.state() != PoolState.STOPPING && (!this.core.crew.mayWork(loop.member())
				|| (loop.member().isSpent() && !this.core.backoff.isTrouble(this.core.ticker.nanos())));
	}

	private void arrive(WorkerLoop loop) {
		Execution<?> done = loop.letGo();
		loop.member().arrived(done != null);
		if (done != null) {
			this.gate.cameBack(loop);
			this.source.ended(loop, done);
		}
		if (loop.member().is(Phase.STARTING)) {
			long now = this.core.ticker.nanos();
			this.core.totals.started(now - loop.member().lifespan().hiredAt());
			ready(loop, now);
			Thread.interrupted();
		}
		else if (loop.isWorkerAlive()) {
			this.core.backoff.worked(loop.member().readyAt());
			this.core.startFailures.served();
		}
		this.core.crew.endReplacement(loop.member());
		this.core.crew.endDoom(loop.member());
		this.core.crew.move(loop.member(), Phase.IDLE);
		if (this.core.crew.isSuccessor(loop.member())) {
			this.core.crew.wakeRecycled();
		}
		if (this.core.settings.recycles()) {
			wear(loop);
		}
		this.core.moves.settle();
	}

	private void ready(WorkerLoop loop, long now) {
		loop.member().ready(now);
		this.core.backoff.ready(now);
		this.core.startFailures.relieved();
		if (this.core.settings.recycles()) {
			this.core.deadlines.watchUntil(loop.member().lifespan().expiresAt());
		}
	}

	/** Sees whether the worker is to be replaced after what it has done. */
	private void wear(WorkerLoop loop) {
		if (loop.member().isOver(this.core.ticker.nanos())) {
			recycle(loop);
		}
		else if (loop.member().isToBeWeighed()) {
			this.core.deadlines.watchUntil(loop.member().lifespan().nextWeighing());
		}
	}

	private boolean mustLeave(WorkerLoop loop) {
		return loop.member().isDismissed() || loop.member().is(Phase.GONE) || !loop.isWorkerAlive()
				|| (this.core.state() == PoolState.STOPPING && !this.core.moves.runsTasks())
				|| this.core.crew.isSurplus();
	}

	/** Whether there is a task that the worker might take. */
	private boolean isWanted(WorkerLoop loop) {
		return this.core.moves.runsTasks() && hasTask(loop);
	}

	/** Asks for the lock that tasks need, or takes that back, without the pool's lock. */
	private void settleLock(WorkerLoop loop, boolean wanted) {
		this.core.unlock();
		try {
			this.gate.settle(loop, wanted);
		}
		finally {
			this.core.lockBeside();
		}
	}

	private boolean hasTask(WorkerLoop loop) {
		return !this.core.queue.isEmpty() || !this.core.lane.isEmpty() || this.source.hasNext(loop);
	}

	private boolean hasTaken(WorkerLoop loop) {
		if (hasTakenQueued(loop)) {
			this.core.idle.callNext(loop);
			loop.member().idleness().end();
			this.core.tasks.taken();
			return true;
		}
		Execution<?> next = this.source.next(loop);
		if (next == null) {
			return false;
		}
		loop.take(next);
		return true;
	}

	private boolean hasTakenQueued(WorkerLoop loop) {
		Execution<?> task = this.core.queue.poll();
		if (task != null) {
			// At once, so that it is not lost whatever fails from here on.
			loop.take(task);
			if (task.hasDeadline()) {
				task.expire(this.core.ticker.nanos());
			}
			this.core.blocked.freed();
			return true;
		}
		task = this.core.lane.poll();
		if (task != null) {
			loop.take(task);
		}
		return task != null;
	}

	/**
	 * A worker leaves with a task that it has taken and not begun, as something has
	 * failed in between: the task goes to another one, and a look has found nothing.
	 */
	void giveBack(WorkerLoop loop) {
		try (Held held = this.core.hold()) {
			Execution<?> task = loop.taken();
			if (task != null && !task.hasBegun()) {
				giveBack(loop, task);
			}
		}
	}

	private void giveBack(WorkerLoop loop, Execution<?> task) {
		if (task.isLook() ? task.decide(NOTHING) : !task.isDecided()) {
			loop.letGo();
			if (task.isLook()) {
				this.source.ended(loop, task);
			}
			else {
				this.core.tasks.requeue(task);
			}
		}
	}

	/** A worker gives back a task that it was given ahead and has not begun. */
	void putBack(Execution<?> task) {
		this.ahead.putBack(task);
	}

	/**
	 * Waits for work. Returns {@code false} if the worker was idle for too long and may
	 * leave.
	 */
	private boolean awaitWork(WorkerLoop loop) {
		this.core.recovery.quiet();
		long now = this.core.ticker.nanos();
		long release = this.core.settings.size().releaseTime().toNanos();
		long left = release - (now - loop.member().idleness().since(now));
		loop.member().wishful(this.gate.isUnderWay(loop));
		boolean releasable = release > 0 && !loop.member().isWishful() && !this.core.crew.isSuccessor(loop.member())
				&& this.core.crew.mayRelease(this.core.demand.workers());
		if (releasable && left <= 0) {
			return false;
		}
		this.source.await(loop, Math.min(releasable ? left : Long.MAX_VALUE, this.gate.patience(loop)));
		return true;
	}

	/** Has a waiting worker look again: its process may have died. */
	void wake(WorkerLoop loop) {
		try (Held held = this.core.holdSilentlyBeside()) {
			call(loop);
		}
	}

	/** Has a worker look again that stands by while others have the pool's lock. */
	void wakeStandingBy() {
		try (Held held = this.core.holdSilentlyBeside()) {
			this.core.crew.wakeStandingBy();
		}
	}

	private void call(WorkerLoop loop) {
		this.core.crew.endWait(loop.member());
		loop.member().wake();
	}

}
