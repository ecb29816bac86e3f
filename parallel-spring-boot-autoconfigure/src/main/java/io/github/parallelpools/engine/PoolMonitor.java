package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.parallelpools.engine.WorkerLoop.Phase;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkerSnapshot;

/**
 * The lock of one pool and what it guards: the queue, the crew and the state. Makes the
 * moves that follow from who is there and what is to do. Runs no foreign code.
 */
final class PoolMonitor {

	final PoolSettings settings;

	final Ticker ticker;

	final Totals totals;

	private final Supervisor supervisor;

	private final ReentrantLock lock = new ReentrantLock();

	/** Submitters wait here for room in the queue. */
	final Condition room = this.lock.newCondition();

	/** Those who wait for a state wait here. */
	final Condition moved = this.lock.newCondition();

	final Lifecycle lifecycle;

	// All below is guarded by the lock.

	final TaskQueue queue;

	final Crew crew;

	final Demand demand;

	final StartBackoff backoff = new StartBackoff();

	long releaseNanos;

	long accepted;

	/**
	 * Whether tasks were accepted since the start, so that the pool may stop by itself.
	 */
	boolean worked;

	boolean closed;

	private boolean stoppingByItself;

	PoolMonitor(PoolSettings settings, Ticker ticker, Totals totals, Supervisor supervisor, Demand demand) {
		this.settings = settings;
		this.ticker = ticker;
		this.totals = totals;
		this.supervisor = supervisor;
		this.lifecycle = new Lifecycle(settings.name());
		this.queue = new TaskQueue(settings.queue().capacity());
		this.crew = new Crew(settings.size());
		this.demand = demand;
		this.releaseNanos = settings.size().releaseTime().toNanos();
	}

	void lock() {
		this.lock.lock();
	}

	void lockInterruptibly() throws InterruptedException {
		this.lock.lockInterruptibly();
	}

	/** Announces the moves that were made under the lock, too. */
	void unlock() {
		this.lock.unlock();
		this.lifecycle.announce();
	}

	/** For threads that must not run foreign code, which writing to a log is. */
	void unlockSilently() {
		this.lock.unlock();
	}

	Condition newCondition() {
		return this.lock.newCondition();
	}

	boolean isClosed() {
		this.lock.lock();
		try {
			return this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	PoolState state() {
		return this.lifecycle.state();
	}

	/** Makes the moves that follow from who is there and what is to do. */
	void settle() {
		if (this.lifecycle.is(PoolState.STARTING) && this.crew.isReady()) {
			move(PoolState.RUNNING);
		}
		if (this.crew.count(Phase.BUSY) > 0) {
			return;
		}
		if (this.lifecycle.is(PoolState.PAUSING)) {
			move(PoolState.PAUSED);
		}
		if (this.lifecycle.is(PoolState.RUNNING) && this.settings.autoStop() && this.worked && this.queue.isEmpty()
				&& this.demand.isDry()) {
			beginStop();
			this.stoppingByItself = true;
		}
	}

	/**
	 * Whether tasks are taken to run: also those that a worker took from elsewhere in the
	 * moment in which the pool stopped by itself.
	 */
	boolean runsTasks() {
		return state().runsTasks()
				|| (this.lifecycle.is(PoolState.STOPPING) && this.stoppingByItself && !this.queue.isEmpty());
	}

	/** How many tasks wait for workers, here and elsewhere. */
	int waiting() {
		return (int) Math.min(Integer.MAX_VALUE - this.queue.size(), this.demand.workers()) + this.queue.size();
	}

	/**
	 * A worker waits until it is called, or for so long; the longest time is for ever.
	 */
	void awaitCall(WorkerLoop loop, long nanos) {
		this.crew.wait(loop);
		try {
			if (nanos == Long.MAX_VALUE) {
				loop.wakeup.await();
			}
			else {
				loop.wakeup.awaitNanos(nanos);
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts an idle worker: what a task left behind has no meaning
			// here.
			Thread.interrupted();
		}
		finally {
			this.crew.endWait(loop);
		}
	}

	void left() {
		settle();
		if (this.lifecycle.is(PoolState.STOPPING) && this.crew.isEmpty()) {
			move(PoolState.STOPPED);
		}
	}

	void beginStop() {
		switch (state()) {
			case STOPPING, STOPPED -> {
				return;
			}
			case NEW -> move(PoolState.STOPPED);
			default -> {
				this.stoppingByItself = false;
				move(PoolState.STOPPING);
				for (WorkerLoop loop : this.crew.loops()) {
					if (loop.phase == Phase.STARTING) {
						loop.dismissed = true;
						loop.interruptStart();
					}
				}
				this.crew.wakeAll();
				left();
			}
		}
		this.room.signalAll();
	}

	void move(PoolState to) {
		this.lifecycle.move(to);
		this.moved.signalAll();
	}

	/** Makes sure that a task which starts now is looked after when it is over time. */
	void watchFrom(long startedNanos) {
		if (this.settings.overtime().isLimited()) {
			watchUntil(startedNanos + this.settings.overtime().limit().toNanos());
		}
	}

	void watchUntil(long deadline) {
		this.supervisor.wakeBy(deadline);
	}

	List<WorkerSnapshot> workers() {
		lock();
		try {
			return this.crew.loops().stream().map(WorkerLoop::snapshot).toList();
		}
		finally {
			unlock();
		}
	}

	private int queued() {
		return (int) Math.min(Integer.MAX_VALUE, this.queue.size() + this.demand.backlog());
	}

	PoolSnapshot snapshot() {
		lock();
		try {
			long now = this.ticker.nanos();
			Execution<?> oldest = this.queue.peek();
			Duration wait = (oldest != null) ? Duration.ofNanos(oldest.waitedNanos(now)) : Duration.ZERO;
			return new PoolSnapshot(this.settings.name(), this.settings.kind(), state(), this.crew.snapshot(),
					new PoolSnapshot.Queue(queued(), this.settings.queue().capacity(), wait),
					this.totals.snapshot(this.accepted - this.crew.looking()), this.backoff.snapshot(now));
		}
		finally {
			unlock();
		}
	}

}
