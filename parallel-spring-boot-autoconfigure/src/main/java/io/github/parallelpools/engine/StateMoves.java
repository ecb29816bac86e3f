package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;

/**
 * The moves between the states of a pool that users ask for. Those that follow from them
 * are the monitor's.
 */
final class StateMoves {

	/** How long a pool may take to stop until it is looked who holds it up. */
	private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long NEXT_LOOK = TimeUnit.MILLISECONDS.toNanos(100);

	private final PoolMonitor monitor;

	private final Staffing staffing;

	StateMoves(PoolMonitor monitor, Staffing staffing) {
		this.monitor = monitor;
		this.staffing = staffing;
	}

	void start() {
		this.monitor.lock();
		try {
			if (this.monitor.state().runsTasks()) {
				return;
			}
			if (this.monitor.closed) {
				throw new PoolStateException(
						"Pool '%s' is closed and can't start again.".formatted(this.monitor.settings.name()));
			}
			this.monitor.move(PoolState.STARTING);
			this.monitor.worked = !this.monitor.queue.isEmpty();
			this.monitor.settle();
		}
		finally {
			this.monitor.unlock();
		}
		this.staffing.recruit();
	}

	void pause() {
		this.monitor.lock();
		try {
			if (this.monitor.state() != PoolState.PAUSING && this.monitor.state() != PoolState.PAUSED) {
				this.monitor.move(PoolState.PAUSING);
				// Those who wait for the lock that tasks need do not need it now.
				this.monitor.crew.wakeAll();
				this.monitor.settle();
			}
		}
		finally {
			this.monitor.unlock();
		}
	}

	void resume() {
		this.monitor.lock();
		try {
			if (this.monitor.state().runsTasks()) {
				return;
			}
			if (this.monitor.state() != PoolState.PAUSING && this.monitor.state() != PoolState.PAUSED) {
				throw this.monitor.lifecycle.refusal("resume");
			}
			this.monitor.move(PoolState.RUNNING);
			this.monitor.crew.wakeAll();
			this.monitor.settle();
		}
		finally {
			this.monitor.unlock();
		}
		this.staffing.recruit();
	}

	void stop() {
		this.monitor.lock();
		try {
			this.monitor.beginStop();
		}
		finally {
			this.monitor.unlock();
		}
	}

	/** Refuses tasks and starts from now on, for ever. */
	void close() {
		this.monitor.lock();
		try {
			this.monitor.closed = true;
			this.monitor.beginStop();
		}
		finally {
			this.monitor.unlock();
		}
	}

	/**
	 * Waits until the first workers are there or the pool runs no tasks any more. Returns
	 * whether either is so.
	 */
	boolean awaitReady(Duration timeout) throws InterruptedException {
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		this.monitor.lockInterruptibly();
		try {
			this.monitor.resuming++;
			while (this.monitor.state().runsTasks() && !this.monitor.crew.isReady() && left > 0) {
				left = this.monitor.ready.awaitNanos(left);
			}
			return this.monitor.crew.isReady() || !this.monitor.state().runsTasks();
		}
		finally {
			this.monitor.resuming--;
			this.monitor.unlock();
		}
	}

	/**
	 * Waits while the pool is stopping, whoever interrupts. Returns whether somebody did.
	 */
	boolean awaitStopped(Duration timeout) {
		long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
		boolean interrupted = false;
		while (true) {
			try {
				awaitWhile(PoolState.STOPPING, Duration.ofNanos(deadline - System.nanoTime()));
				return interrupted;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
	}

	/**
	 * Waits while the pool is stopping or pausing, but not for those who wait for the
	 * same. Returns the state that it is in then, or would be in without them.
	 */
	PoolState awaitWhile(PoolState one, Duration timeout) throws InterruptedException {
		// Unlike Duration.toNanos, this knows no overflow.
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		Runner own = CallingThread.runnerOf(this.monitor);
		this.monitor.lockInterruptibly();
		try {
			this.monitor.excused.begin(own);
			// Those who end the application make no event of it.
			long look = (own != null) ? 0 : FIRST_LOOK;
			while (this.monitor.lifecycle.is(one)) {
				if (look <= 0) {
					if (this.monitor.excused.isHeldUpByThemOnly(one, own)) {
						return (one == PoolState.STOPPING) ? PoolState.STOPPED : PoolState.PAUSED;
					}
					look = NEXT_LOOK;
				}
				if (left <= 0) {
					break;
				}
				long slice = Math.min(left, look);
				long rest = this.monitor.moved.awaitNanos(slice);
				left -= slice - rest;
				look = (own != null) ? 0 : look - (slice - rest);
			}
			return this.monitor.state();
		}
		finally {
			this.monitor.excused.end(own);
			this.monitor.unlock();
		}
	}

}
