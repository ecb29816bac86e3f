package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;

/**
 * The moves between the states of a pool that users ask for. Those that follow from them
 * are the core's.
 */
final class StateMoves {

	/** How long a pool may take to stop until it is looked who holds it up. */
	private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long NEXT_LOOK = TimeUnit.MILLISECONDS.toNanos(100);

	private final PoolCore core;

	private final Staffing staffing;

	private final TimeoutReport timeouts;

	StateMoves(PoolCore core, Staffing staffing) {
		this.core = core;
		this.staffing = staffing;
		this.timeouts = new TimeoutReport(core);
	}

	void start() {
		this.core.lock();
		try {
			if (this.core.state().runsTasks()) {
				return;
			}
			if (this.core.closed) {
				throw new PoolStateException(
						"Pool '%s' is closed and can't start again.".formatted(this.core.settings.name()));
			}
			this.core.move(PoolState.STARTING);
			this.core.worked = !this.core.queue.isEmpty();
			this.core.settle();
		}
		finally {
			this.core.unlock();
		}
		this.staffing.recruit();
	}

	void pause() {
		this.core.lock();
		try {
			if (this.core.state() != PoolState.PAUSING && this.core.state() != PoolState.PAUSED) {
				this.core.move(PoolState.PAUSING);
				// Those who wait for the lock that tasks need do not need it now.
				this.core.crew.wakeAll();
				this.core.settle();
			}
		}
		finally {
			this.core.unlock();
		}
	}

	/** Pauses, and waits until no task is run any more. */
	void pause(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		pause();
		PoolState state = awaitWhile(PoolState.PAUSING, timeout);
		if (state == PoolState.PAUSING) {
			throw this.timeouts.stillIn(state, timeout);
		}
		if (state != PoolState.PAUSED) {
			throw became(state, "pausing");
		}
	}

	private PoolStateException became(PoolState state, String what) {
		return new PoolStateException("Pool '%s' became %s while it was %s.".formatted(this.core.name(), state, what));
	}

	void resume() {
		this.core.lock();
		try {
			if (this.core.state().runsTasks()) {
				return;
			}
			if (this.core.state() != PoolState.PAUSING && this.core.state() != PoolState.PAUSED) {
				throw this.core.lifecycle.refusal("resume");
			}
			this.core.move(PoolState.RUNNING);
			this.core.crew.wakeAll();
			this.core.settle();
		}
		finally {
			this.core.unlock();
		}
		this.staffing.recruit();
	}

	void stop() {
		this.core.lock();
		try {
			this.core.beginStop();
		}
		finally {
			this.core.unlock();
		}
	}

	/** Stops, and waits until all workers have left. */
	void stop(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		stop();
		if (awaitWhile(PoolState.STOPPING, timeout) == PoolState.STOPPING) {
			throw this.timeouts.stillIn(PoolState.STOPPING, timeout);
		}
	}

	/** Refuses tasks and starts from now on, for ever. */
	void close() {
		this.core.lock();
		try {
			this.core.closed = true;
			this.core.beginStop();
		}
		finally {
			this.core.unlock();
		}
	}

	/** Waits for the first workers of a pool that was resumed. */
	void requireReady(Duration timeout) throws InterruptedException {
		if (!awaitReady(timeout)) {
			throw this.timeouts.notReady(timeout);
		}
		PoolState state = this.core.state();
		if (!state.runsTasks()) {
			throw became(state, "resuming");
		}
	}

	/**
	 * Waits until the first workers are there or the pool runs no tasks any more. Returns
	 * whether either is so.
	 */
	private boolean awaitReady(Duration timeout) throws InterruptedException {
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		this.core.lockInterruptibly();
		try {
			this.core.resuming++;
			while (this.core.state().runsTasks() && !this.core.crew.isReady() && left > 0) {
				left = this.core.ready.awaitNanos(left);
			}
			return this.core.crew.isReady() || !this.core.state().runsTasks();
		}
		finally {
			this.core.resuming--;
			this.core.unlock();
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
	private PoolState awaitWhile(PoolState one, Duration timeout) throws InterruptedException {
		// Unlike Duration.toNanos, this knows no overflow.
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		Runner own = CallingThread.runnerOf(this.core);
		this.core.lockInterruptibly();
		try {
			this.core.excused.begin(own);
			// Those who end the application make no event of it.
			long look = (own != null) ? 0 : FIRST_LOOK;
			while (this.core.lifecycle.is(one)) {
				if (look <= 0) {
					if (this.core.excused.isHeldUpByThemOnly(one, own)) {
						return (one == PoolState.STOPPING) ? PoolState.STOPPED : PoolState.PAUSED;
					}
					look = NEXT_LOOK;
				}
				if (left <= 0) {
					break;
				}
				long slice = Math.min(left, look);
				long rest = this.core.moved.awaitNanos(slice);
				left -= slice - rest;
				look = (own != null) ? 0 : look - (slice - rest);
			}
			return this.core.state();
		}
		finally {
			this.core.excused.end(own);
			this.core.unlock();
		}
	}

}
