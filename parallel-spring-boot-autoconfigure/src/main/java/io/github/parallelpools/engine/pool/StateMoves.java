package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;

/**
 * The moves between the states of a pool that users ask for. Those that follow from them
 * are the core's.
 */
final class StateMoves {

	/** How long a pool may take to stop until it is looked who holds it up. */
	private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(50);

	/** How long workers may take to give back what they have not begun. */
	private static final long TAKING_BACK = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long NEXT_LOOK = TimeUnit.MILLISECONDS.toNanos(100);

	private final PoolCore core;

	private final Lifecycle lifecycle;

	private final Crew<WorkerLoop> crew;

	private final Excused excused;

	private final StateWaiters waiters;

	private final Staffing staffing;

	private final KillBudget kills;

	private final TimeoutReport timeouts;

	StateMoves(PoolCore core, Staffing staffing, KillBudget kills, TimeoutReport timeouts) {
		this.core = core;
		this.lifecycle = core.lifecycle;
		this.crew = core.crew;
		this.excused = core.excused;
		this.waiters = core.waiters;
		this.staffing = staffing;
		this.kills = kills;
		this.timeouts = timeouts;
	}

	void start() {
		start(false);
	}

	/** Starts, but runs no task before it is resumed; does nothing to one that works. */
	void startPaused() {
		start(true);
	}

	private void start(boolean paused) {
		try (Held held = this.core.hold()) {
			this.kills.restore();
			if (this.core.state().runsTasks() || (paused && this.core.state().acceptsTasks())) {
				return;
			}
			if (this.core.moves.isClosedLocked()) {
				throw new PoolStateException("Pool '%s' is closed and can't start again.".formatted(this.core.name()));
			}
			this.core.moves.begin();
			if (paused) {
				this.core.moves.beginPause();
			}
		}
		this.staffing.recruit();
	}

	void pause() {
		try (Held held = this.core.hold()) {
			this.core.moves.beginPause();
		}
		takeBack();
	}

	/**
	 * What workers have and have not begun is not run now. A worker that answers takes
	 * less than a millisecond, others are not waited for.
	 */
	void takeBack() {
		List<Runner> runners = this.staffing.runners();
		runners.forEach(Runner::takeBack);
		long deadline = System.nanoTime() + TAKING_BACK;
		runners.forEach((runner) -> runner.awaitTakenBack(deadline - System.nanoTime()));
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
		try (Held held = this.core.hold()) {
			this.kills.restore();
			if (this.core.state().runsTasks()) {
				return;
			}
			if (this.core.state() != PoolState.PAUSING && this.core.state() != PoolState.PAUSED) {
				throw this.lifecycle.refusal("resume");
			}
			this.core.moves.move(PoolState.RUNNING);
			this.crew.wakeAll();
			this.core.moves.settle();
		}
		this.staffing.recruit();
	}

	void stop() {
		try (Held held = this.core.hold()) {
			this.core.moves.beginStop();
		}
		takeBack();
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
		try (Held held = this.core.hold()) {
			this.core.moves.close();
		}
		takeBack();
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
		try (Held held = this.core.holdInterruptibly()) {
			return this.waiters.awaitReady(TimeUnit.NANOSECONDS.convert(timeout));
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
		try (Held held = this.core.holdInterruptibly()) {
			try {
				this.excused.begin(own);
				// Those who end the application make no event of it.
				long look = (own != null) ? 0 : FIRST_LOOK;
				while (this.lifecycle.is(one)) {
					if (look <= 0) {
						if (this.excused.isHeldUpByThemOnly(one, own)) {
							return (one == PoolState.STOPPING) ? PoolState.STOPPED : PoolState.PAUSED;
						}
						look = NEXT_LOOK;
					}
					if (left <= 0) {
						break;
					}
					long slice = Math.min(left, look);
					long rest = this.waiters.awaitMove(slice);
					left -= slice - rest;
					look = (own != null) ? 0 : look - (slice - rest);
				}
				return this.core.state();
			}
			finally {
				this.excused.end(own);
			}
		}
	}

}
