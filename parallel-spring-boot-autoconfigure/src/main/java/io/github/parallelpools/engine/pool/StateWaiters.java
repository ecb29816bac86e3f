package io.github.parallelpools.engine.pool;

import java.util.concurrent.locks.Condition;

import io.github.parallelpools.engine.crew.Crew;

/**
 * Those who wait until a pool has made a move, or has its first workers. Not thread-safe:
 * the pool's lock guards it, and is released while they wait.
 */
final class StateWaiters {

	private final Lifecycle lifecycle;

	private final Crew<?> crew;

	/** Those who wait for a state. */
	private final Condition moved;

	/** Those who wait for the first workers. */
	private final Condition ready;

	/** How many wait for the first workers. */
	private int resuming;

	StateWaiters(PoolLock lock, Lifecycle lifecycle, Crew<?> crew) {
		this.lifecycle = lifecycle;
		this.crew = crew;
		this.moved = lock.newCondition();
		this.ready = lock.newCondition();
	}

	/** The pool has made a move. */
	void moved() {
		this.moved.signalAll();
		this.ready.signalAll();
	}

	/** Has those look again who wait for a state: somebody has left or come back. */
	void lookAgain() {
		this.moved.signalAll();
	}

	/** Somebody has become ready. */
	void settled() {
		if (this.resuming > 0 && this.crew.isReady()) {
			this.ready.signalAll();
		}
	}

	/** Waits for a move, or something that is to be looked at; returns what is left. */
	long awaitMove(long nanos) throws InterruptedException {
		return this.moved.awaitNanos(nanos);
	}

	/**
	 * Waits until the first workers are there or the pool runs no tasks any more. Returns
	 * whether either is so.
	 */
	boolean awaitReady(long nanos) throws InterruptedException {
		long left = nanos;
		this.resuming++;
		try {
			while (!isOver() && left > 0) {
				left = this.ready.awaitNanos(left);
			}
			return isOver();
		}
		finally {
			this.resuming--;
		}
	}

	private boolean isOver() {
		return this.crew.isReady() || !this.lifecycle.state().runsTasks();
	}

}
