package io.github.parallelpools.engine.pool;

import java.util.concurrent.locks.Condition;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.time.Ticker;

/**
 * Whether a worker is wanted for which there may be nothing to do, so that it is known
 * whether workers start, and those who wait to know that. Not thread-safe: the pool's
 * lock guards it, and is released while they wait.
 */
final class FirstWorker {

	private final Lifecycle lifecycle;

	private final Crew<?> crew;

	private final StartBackoff backoff;

	private final Ticker ticker;

	private final Condition known;

	private boolean wanted;

	private int waiting;

	FirstWorker(PoolLock lock, Lifecycle lifecycle, Crew<?> crew, StartBackoff backoff, Ticker ticker) {
		this.lifecycle = lifecycle;
		this.crew = crew;
		this.backoff = backoff;
		this.ticker = ticker;
		this.known = lock.newCondition();
	}

	/** Has one worker started, unless one is there. */
	void want() {
		this.wanted = !isThere();
	}

	/** Whether one more worker is to be started for that. */
	boolean isMissing() {
		return this.wanted && !isThere() && this.crew.hasRoomForProof();
	}

	/** Whether a worker is there for tasks. */
	boolean isThere() {
		return this.crew.isServing();
	}

	/** Workers have come or gone, or the pool has moved. */
	void changed() {
		if (this.waiting > 0) {
			this.known.signalAll();
		}
	}

	/**
	 * Waits until a worker is there, one could not be started, or the pool runs no tasks
	 * any more. Returns whether any of these is so.
	 */
	boolean await(long nanos) throws InterruptedException {
		long left = nanos;
		this.waiting++;
		try {
			while (!isKnown() && left > 0) {
				left = this.known.awaitNanos(left);
			}
			return isKnown();
		}
		finally {
			this.waiting--;
			this.wanted = false;
		}
	}

	private boolean isKnown() {
		return isThere() || this.backoff.isTrouble(this.ticker.nanos()) || !this.lifecycle.state().runsTasks();
	}

}
