package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.run.WorkerLoop;

/**
 * How the workers of one pool wait under its lock, and how one of them is called. Called
 * under the lock, but for {@link #callOne}. Knows nothing of what they are given.
 */
final class IdleWorkers {

	private final PoolCore core;

	private final Crew<WorkerLoop> crew;

	IdleWorkers(PoolCore core, Crew<WorkerLoop> crew) {
		this.core = core;
		this.crew = crew;
	}

	/**
	 * A worker waits until it is called, or for so long; the longest time is for ever.
	 */
	void awaitCall(WorkerLoop loop, long nanos) {
		this.crew.wait(loop.member());
		try {
			if (!this.core.lane.isEmpty() || askable() != null) {
				// The thread that added the task, or the worker that took it ahead, may
				// have looked for waiting workers before this one was among them.
				return;
			}
			if (hasAnnounced()) {
				// Somebody may have looked for waiting workers meanwhile.
				return;
			}
			if (nanos == Long.MAX_VALUE) {
				loop.member().await();
			}
			else {
				loop.member().await(nanos);
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts an idle worker: what a task left behind has no meaning
			// here.
			Thread.interrupted();
		}
		finally {
			this.crew.endWait(loop.member());
		}
	}

	/**
	 * Who waits under the lock does not leave it, as others do who tell then. Returns
	 * whether there was something to tell: the lock was released for that.
	 */
	private boolean hasAnnounced() {
		if (!this.core.events.isUnannounced()) {
			return false;
		}
		this.core.unlockSilently();
		try {
			this.core.events.announceByHelper();
		}
		finally {
			this.core.lockBeside();
		}
		return true;
	}

	/** A worker that takes no task at present waits until something has changed. */
	void rest(WorkerLoop loop) {
		this.crew.rest(loop.member());
		try {
			if (!hasAnnounced()) {
				loop.member().await();
			}
		}
		catch (InterruptedException ex) {
			// As above.
			Thread.interrupted();
		}
		finally {
			this.crew.endRest(loop.member());
		}
	}

	/**
	 * A worker waits until it is called for itself, or for so long; no task is meant for
	 * it.
	 */
	void standBy(WorkerLoop loop, long nanos) {
		this.crew.standBy(loop.member());
		try {
			if (!hasAnnounced()) {
				loop.member().await(nanos);
			}
		}
		catch (InterruptedException ex) {
			// As above.
			Thread.interrupted();
		}
		finally {
			this.crew.endStandBy(loop.member());
		}
	}

	/** A worker that has tasks which it has not begun and nobody has asked back. */
	@Nullable WorkerLoop askable() {
		return this.core.state().runsTasks() ? this.crew.find((loop) -> loop.window().isAskable()) : null;
	}

	/**
	 * Has somebody come who waits for a task, if anybody does and nobody comes already.
	 */
	void callOne() {
		if (this.crew.isOneToCall()) {
			callOneLocked();
		}
	}

	private void callOneLocked() {
		this.core.lockBeside();
		try {
			if (this.crew.isOneToCall()) {
				this.crew.wakeOne();
			}
		}
		finally {
			this.core.unlockSilently();
		}
	}

	/**
	 * Who was called and has taken a task calls the next one for those that are left, or
	 * that others have taken ahead, as submitters and these leave that to it.
	 */
	void callNext(WorkerLoop loop) {
		if (this.crew.isOneToCall() && this.core.settings.mayHaveLane()
				&& (!this.core.lane.isEmpty() || hasMore(loop))) {
			this.crew.wakeOne();
		}
	}

	/** Whether tasks wait in the queue, or behind others that run. */
	boolean hasMore(WorkerLoop loop) {
		return !this.core.queue.isEmpty() || (loop.isWindowed() && askable() != null);
	}

}
