package io.github.parallelpools.engine;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.WorkerLoop.Phase;
import io.github.parallelpools.pool.PoolState;

/**
 * Where the workers of a pool come for their tasks, wait if there are none, and learn
 * that they are to leave.
 */
final class Outlet {

	private final PoolMonitor monitor;

	private final Staffing staffing;

	private final LockGate gate;

	private final Inflow inflow;

	Outlet(PoolMonitor monitor, Staffing staffing, LockGate gate, Inflow inflow) {
		this.monitor = monitor;
		this.staffing = staffing;
		this.gate = gate;
		this.inflow = inflow;
	}

	/**
	 * The next task for a worker that has none; waits for one.
	 * @return the task, or {@code null} if the worker is to leave
	 */
	@Nullable Execution<?> take(WorkerLoop loop) {
		Execution<?> task = takeOrLeave(loop);
		if (task == null) {
			// It may take a while until the worker is closed, and somebody may be wanted
			// in its place before.
			this.staffing.recruit();
		}
		return task;
	}

	private @Nullable Execution<?> takeOrLeave(WorkerLoop loop) {
		this.monitor.lock();
		try {
			arrive(loop);
			while (!mustLeave(loop)) {
				Execution<?> task = mayTake(loop) ? nextTask(loop) : null;
				if (task != null) {
					this.gate.passed(loop);
					task.runner = loop;
					loop.taken = task;
					this.monitor.crew.move(loop, Phase.BUSY);
					return task;
				}
				if (!hasTask(loop)) {
					turnBack(loop);
				}
				if (!awaitWork(loop)) {
					this.monitor.totals.idleReleased.increment();
					break;
				}
			}
			turnBack(loop);
			this.monitor.crew.move(loop, Phase.LEAVING);
			if (!this.monitor.queue.isEmpty()) {
				// The call for a task may have gone to this worker.
				this.monitor.crew.wakeOne();
			}
			return null;
		}
		finally {
			this.monitor.unlock();
		}
	}

	private void arrive(WorkerLoop loop) {
		Execution<?> done = loop.taken;
		if (done != null) {
			done.runner = null;
			loop.taken = null;
			this.inflow.ended(loop, done);
		}
		if (loop.phase == Phase.STARTING) {
			this.monitor.totals.workersStarted.increment();
			loop.readyAt = this.monitor.ticker.nanos();
			this.monitor.backoff.ready(loop.readyAt);
			this.monitor.helplessness.relieved();
			Thread.interrupted();
		}
		else if (loop.isWorkerAlive()) {
			this.monitor.backoff.worked();
			this.monitor.helplessness.served();
		}
		this.monitor.crew.endReplacement(loop);
		this.monitor.crew.move(loop, Phase.IDLE);
		this.monitor.settle();
	}

	private boolean mustLeave(WorkerLoop loop) {
		return loop.dismissed || loop.phase == Phase.GONE || !loop.isWorkerAlive()
				|| (this.monitor.state() == PoolState.STOPPING && !this.monitor.runsTasks())
				|| this.monitor.crew.isSurplus();
	}

	private boolean mayTake(WorkerLoop loop) {
		if (this.monitor.runsTasks() && hasTask(loop)) {
			return this.gate.admits(loop, () -> wake(loop));
		}
		turnBack(loop);
		return false;
	}

	private void turnBack(WorkerLoop loop) {
		this.gate.turnBack(loop, () -> givenBack(loop));
	}

	/** The worker has given back the lock and may ask for it again. */
	private void givenBack(WorkerLoop loop) {
		this.monitor.lock();
		try {
			loop.givingBack = false;
			call(loop);
		}
		finally {
			this.monitor.unlockSilently();
		}
	}

	private boolean hasTask(WorkerLoop loop) {
		return !this.monitor.queue.isEmpty() || this.inflow.hasNext(loop);
	}

	private @Nullable Execution<?> nextTask(WorkerLoop loop) {
		Execution<?> queued = nextQueued();
		if (queued == null) {
			return this.inflow.next(loop);
		}
		loop.idleness.end();
		if (this.monitor.queue.isEmpty()) {
			this.monitor.crew.wakeWishful();
		}
		return queued;
	}

	private @Nullable Execution<?> nextQueued() {
		for (Execution<?> task; (task = this.monitor.queue.poll()) != null;) {
			this.monitor.room.freed();
			if (!task.isDecided()) {
				return task;
			}
			task.forget();
		}
		return null;
	}

	/**
	 * Waits for work. Returns {@code false} if the worker was idle for too long and may
	 * leave.
	 */
	private boolean awaitWork(WorkerLoop loop) {
		long now = this.monitor.ticker.nanos();
		long left = this.monitor.releaseNanos - (now - loop.idleness.since(now));
		boolean releasable = this.monitor.releaseNanos > 0 && loop.wish == null
				&& this.monitor.crew.mayRelease(this.monitor.demand.workers());
		if (releasable && left <= 0) {
			return false;
		}
		this.inflow.await(loop, releasable ? left : Long.MAX_VALUE);
		return true;
	}

	/** Has a waiting worker look again: its process may have died. */
	void wake(WorkerLoop loop) {
		this.monitor.lock();
		try {
			call(loop);
		}
		finally {
			this.monitor.unlockSilently();
		}
	}

	private void call(WorkerLoop loop) {
		this.monitor.crew.endWait(loop);
		loop.wakeup.signal();
	}

}
