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

	Outlet(PoolMonitor monitor, Staffing staffing, LockGate gate) {
		this.monitor = monitor;
		this.staffing = staffing;
		this.gate = gate;
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
			long idleSince = 0;
			while (!mustLeave(loop)) {
				Execution<?> task = mayTake(loop) ? nextTask() : null;
				if (task != null) {
					this.gate.passed(loop);
					task.runner = loop;
					loop.taken = task;
					this.monitor.crew.move(loop, Phase.BUSY);
					return task;
				}
				if (this.monitor.queue.isEmpty()) {
					this.gate.turnBack(loop);
				}
				idleSince = (idleSince != 0) ? idleSince : this.monitor.ticker.nanos();
				if (!awaitWork(loop, idleSince)) {
					this.monitor.totals.idleReleased.increment();
					break;
				}
			}
			this.gate.turnBack(loop);
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
		}
		if (loop.phase == Phase.STARTING) {
			this.monitor.totals.workersStarted.increment();
			this.monitor.backoff.ready();
			Thread.interrupted();
		}
		else if (loop.isWorkerAlive()) {
			this.monitor.backoff.worked();
		}
		this.monitor.crew.endReplacement(loop);
		this.monitor.crew.move(loop, Phase.IDLE);
		this.monitor.settle();
	}

	private boolean mustLeave(WorkerLoop loop) {
		return loop.dismissed || loop.phase == Phase.GONE || !loop.isWorkerAlive()
				|| this.monitor.state() == PoolState.STOPPING || this.monitor.crew.isSurplus();
	}

	private boolean mayTake(WorkerLoop loop) {
		if (this.monitor.state().runsTasks() && !this.monitor.queue.isEmpty()) {
			return this.gate.admits(loop, () -> wake(loop));
		}
		this.gate.turnBack(loop);
		return false;
	}

	private @Nullable Execution<?> nextTask() {
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
	 * Waits for a call. Returns {@code false} if the worker was idle for too long and may
	 * leave.
	 */
	private boolean awaitWork(WorkerLoop loop, long idleSince) {
		long left = this.monitor.releaseNanos - (this.monitor.ticker.nanos() - idleSince);
		boolean releasable = this.monitor.releaseNanos > 0 && loop.wish == null && this.monitor.crew.mayRelease();
		if (releasable && left <= 0) {
			return false;
		}
		this.monitor.crew.wait(loop);
		try {
			if (releasable) {
				loop.wakeup.awaitNanos(left);
			}
			else {
				loop.wakeup.await();
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts an idle worker: what a task left behind has no meaning
			// here.
			Thread.interrupted();
		}
		finally {
			this.monitor.crew.endWait(loop);
		}
		return true;
	}

	/** Has a waiting worker look again: its process may have died. */
	void wake(WorkerLoop loop) {
		this.monitor.lock();
		try {
			this.monitor.crew.endWait(loop);
			loop.wakeup.signal();
		}
		finally {
			this.monitor.unlockSilently();
		}
	}

}
