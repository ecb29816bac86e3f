package io.github.parallelpools.engine.pool;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;

/**
 * The moves of one pool from state to state: those that it is told to make, and those
 * that follow from who is there and what is to do. Called under the pool's lock, but
 * where something else is said. Runs no foreign code.
 */
final class PoolMoves {

	private final PoolCore core;

	private final Lifecycle lifecycle;

	private final Crew<WorkerLoop> crew;

	private final Returning returning;

	private final Executor helpers;

	/**
	 * Whether tasks were accepted since the start, so that the pool may stop by itself.
	 */
	private boolean worked;

	private boolean closed;

	/** Why tasks are rejected although the pool runs them. */
	private @Nullable String refused;

	/** Why the application has stopped its pools, if it has not started again. */
	private @Nullable String applicationStops;

	private boolean stoppingByItself;

	PoolMoves(PoolCore core, Lifecycle lifecycle, Crew<WorkerLoop> crew, Executor helpers) {
		this.core = core;
		this.lifecycle = lifecycle;
		this.crew = crew;
		this.helpers = helpers;
		this.returning = new Returning(core, crew);
	}

	/** Whether one more worker is to be started for what there is to do. */
	boolean wantsWorker() {
		return !this.core.inCaller && switch (this.core.state()) {
			case STARTING, RUNNING ->
				(this.crew.wantsMore(this.core.waiting()) && !isLeftToReturning()) || this.core.firstWorker.isMissing();
			case PAUSING, PAUSED -> this.crew.wantsMore(0);
			case NEW, STOPPING, STOPPED -> false;
		};
	}

	/** Whether what waits is left to workers that are about to come back. */
	private boolean isLeftToReturning() {
		// Who stands in line for memory keeps its place.
		return this.crew.isMinimal() && !this.core.memory.isWaiting()
				&& this.returning.takeOver(this.crew.missing(this.core.waiting()));
	}

	/** Makes the moves that follow from who is there and what is to do. */
	void settle() {
		if (this.core.memory.isWaiting() && !wantsWorker()) {
			this.core.memory.withdraw();
		}
		if (this.lifecycle.is(PoolState.STARTING) && this.crew.isReady()) {
			move(PoolState.RUNNING);
		}
		this.core.waiters.settled();
		this.core.firstWorker.changed();
		this.core.excused.changed();
		if (this.crew.count(Phase.BUSY) > 0 || this.core.hasGuests()) {
			return;
		}
		if (this.lifecycle.is(PoolState.PAUSING)) {
			move(PoolState.PAUSED);
		}
		if (this.lifecycle.is(PoolState.RUNNING) && this.core.settings.autoStop() && this.worked
				&& this.core.queue.isEmpty() && this.core.demand.isDry()) {
			beginStop();
			this.stoppingByItself = true;
		}
	}

	/**
	 * Whether tasks are taken to run: also those that a worker took from elsewhere in the
	 * moment in which the pool stopped by itself.
	 */
	boolean runsTasks() {
		return this.core.state().runsTasks()
				|| (this.lifecycle.is(PoolState.STOPPING) && this.stoppingByItself && !this.core.queue.isEmpty());
	}

	/** The settings have changed, and all that follows from them is done anew. */
	void changed(PoolSettings now) {
		this.core.settings.change(now);
		this.core.queue.resize(now.queue().capacity());
		this.core.blocked.freed();
		this.core.blocked.changed();
		this.core.memory.resized();
		this.crew.wakeAll();
		this.core.startFailures.assess();
		settle();
	}

	/** The pool starts, with what was queued before. */
	void begin() {
		move(PoolState.STARTING);
		this.worked = !this.core.queue.isEmpty();
		settle();
	}

	/**
	 * The application stops its pools for that reason, or starts them again; called
	 * without the lock.
	 */
	void applicationStops(@Nullable String why) {
		try (Held held = this.core.hold()) {
			this.applicationStops = why;
		}
	}

	/** Whether the pool has ended for ever; called without the lock. */
	boolean isClosed() {
		try (Held held = this.core.holdSilentlyBeside()) {
			return this.closed;
		}
	}

	/** Whether the pool has ended for ever. */
	boolean isClosedLocked() {
		return this.closed;
	}

	/** The pool ends for ever. */
	void close() {
		this.closed = true;
		beginStop();
	}

	/** Somebody has left. */
	void left() {
		settle();
		if (!this.core.queue.isEmpty() && this.core.state().runsTasks()) {
			// Somebody may have waited until there are less at work.
			this.crew.wakeOne();
		}
		this.core.startFailures.assess();
		if (this.lifecycle.is(PoolState.STOPPING) && this.crew.isEmpty() && !this.core.hasGuests()) {
			move(PoolState.STOPPED);
		}
	}

	void beginPause() {
		if (this.core.state() != PoolState.PAUSING && this.core.state() != PoolState.PAUSED) {
			move(PoolState.PAUSING);
			// Those who wait for the lock that tasks need do not need it now.
			this.crew.wakeAll();
			settle();
		}
	}

	void beginStop() {
		this.core.memory.withdraw();
		switch (this.core.state()) {
			case STOPPING, STOPPED -> {
				return;
			}
			case NEW -> move(PoolState.STOPPED);
			default -> {
				this.stoppingByItself = false;
				move(PoolState.STOPPING);
				for (Member<WorkerLoop> member : this.crew.members()) {
					if (member.is(Phase.STARTING)) {
						member.dismiss();
						// An interrupt may run the code of a channel.
						this.helpers.execute(member.worker()::interruptStart);
					}
				}
				this.crew.wakeAll();
				left();
			}
		}
		this.core.blocked.refuseAll(refusal());
	}

	/** Tasks are rejected from now on for that reason, {@code null} for none. */
	void refuse(@Nullable String why) {
		this.refused = why;
		if (why != null) {
			this.core.blocked.refuseAll(why);
		}
	}

	/**
	 * Why tasks are rejected although the pool runs them, {@code null} if they are not.
	 */
	@Nullable String refused() {
		return this.refused;
	}

	/** Why it accepts no tasks. */
	String refusal() {
		return this.closed ? "it is closed, as the application is closing" : "it is " + this.core.state()
				+ ((this.applicationStops != null) ? ", as " + this.applicationStops : ". Start it again first");
	}

	void move(PoolState to) {
		this.lifecycle.move(to);
		this.core.closeLane();
		if (to == PoolState.STARTING || to == PoolState.STOPPING) {
			this.core.backoff.reset();
		}
		this.core.startFailures.assess();
		this.core.waiters.moved();
	}

	/** A task was accepted, or a look was one. */
	void worked() {
		this.worked = true;
	}

}
