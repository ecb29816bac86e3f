package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.pool.PoolStateException;

/**
 * Those who wait until every accepted task of a pool has ended and everybody was told of
 * it. Where nobody waits, the end of a task costs a count and a volatile read.
 */
final class Joiners {

	private final PoolCore core;

	private final TimeoutReport timeouts;

	private final Condition quiet;

	private final LongAdder told = new LongAdder();

	/** Written under the pool's lock. */
	private volatile int waiting;

	/** Whether nobody is to wait any more; guarded by the pool's lock. */
	private boolean dismissed;

	Joiners(PoolCore core, TimeoutReport timeouts) {
		this.core = core;
		this.timeouts = timeouts;
		this.quiet = core.newCondition();
	}

	/** Everybody was told of the end of one more task. */
	void told() {
		// First count, then look: who begins to wait meanwhile sees the count, or is seen
		// here.
		this.told.increment();
		if (this.waiting > 0) {
			this.core.lockBeside();
			try {
				if (isQuiet()) {
					this.quiet.signalAll();
				}
			}
			finally {
				this.core.unlockSilently();
			}
		}
	}

	/**
	 * Called under the pool's lock. What is accepted on the fast lane meanwhile may count
	 * or not. A look for work that is under way may turn out to be no task, so that
	 * nobody waits for it.
	 */
	private boolean isQuiet() {
		return this.told.sum() >= this.core.accepted.get() - this.core.looking();
	}

	/** Waits for as long as it takes. */
	void join() throws InterruptedException {
		requireOffDuty();
		await();
	}

	/** Waits, and throws what tells of those who keep the caller waiting. */
	void join(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		requireOffDuty();
		if (!await(timeout)) {
			throw this.timeouts.stillWorking(timeout);
		}
	}

	private void requireOffDuty() {
		if (CallingThread.isOnDutyFor(this.core)) {
			throw new PoolStateException(
					"Pool '%s' can't be joined by one of its own tasks or callbacks, which would wait for itself. Join it from elsewhere."
						.formatted(this.core.name()));
		}
	}

	private void await() throws InterruptedException {
		try (Held held = this.core.holdInterruptibly()) {
			try {
				this.waiting++;
				while (!isQuiet() && !this.dismissed) {
					this.quiet.await();
				}
			}
			finally {
				this.waiting--;
			}
		}
	}

	/** Waits; returns whether there is nothing to wait for any more. */
	private boolean await(Duration timeout) throws InterruptedException {
		// Unlike Duration.toNanos, this knows no overflow.
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		try (Held held = this.core.holdInterruptibly()) {
			try {
				this.waiting++;
				while (!isQuiet() && !this.dismissed && left > 0) {
					left = this.quiet.awaitNanos(left);
				}
				return isQuiet() || this.dismissed;
			}
			finally {
				this.waiting--;
			}
		}
	}

	/** Nobody waits any more, as the pool has ended for ever. */
	void dismiss() {
		try (Held held = this.core.hold()) {
			this.dismissed = true;
			this.quiet.signalAll();
		}
	}

}
