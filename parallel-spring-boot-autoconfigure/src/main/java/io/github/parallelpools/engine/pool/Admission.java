package io.github.parallelpools.engine.pool;

import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.TaskHolder;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The way of tasks into the queue of a pool, and out of it for those that are not run.
 * Knows nothing of how tasks are executed or end.
 */
final class Admission {

	private static final Runnable NOTHING = () -> {
	};

	private final PoolCore core;

	private final Staffing staffing;

	private final Discarding discarding;

	private final LongFunction<CallerRunner> reception;

	/** Guarded by the pool's lock. */
	private long received;

	/** Tells everybody of the end of a task that has to make room. */
	interface Discarding {

		void discarded(Execution<?> task);

	}

	Admission(PoolCore core, Staffing staffing, Discarding discarding, LongFunction<CallerRunner> reception) {
		this.core = core;
		this.staffing = staffing;
		this.discarding = discarding;
		this.reception = reception;
	}

	/**
	 * Accepts a task and starts a worker if one more is wanted. If the queue is full,
	 * does what is to be done then, which may be to run the task.
	 */
	void put(Execution<?> task) {
		put(task, true);
	}

	/** As {@link #put}, but does not wait for room. */
	void putAtOnce(Execution<?> task) {
		put(task, false);
	}

	private void put(Execution<?> task, boolean waits) {
		Runnable rest;
		this.core.lock();
		try {
			requireAccepting();
			rest = this.core.queue.isFull() ? putIntoFullQueue(task, waits) : enqueue(task);
		}
		finally {
			this.core.unlock();
		}
		rest.run();
	}

	// What is done under the lock returns what is to be done after it was released.

	private Runnable enqueue(Execution<?> task) {
		this.core.enqueue(task);
		return recruit();
	}

	private Runnable recruit() {
		WorkerLoop recruit = this.staffing.enlist();
		return (recruit != null) ? recruit::start : NOTHING;
	}

	private Runnable putIntoFullQueue(Execution<?> task, boolean waits) {
		WhenFull whenFull = this.core.settings.queue().whenFull();
		return switch ((whenFull == WhenFull.BLOCK && !waits) ? WhenFull.REJECT : whenFull) {
			case BLOCK -> awaitRoom(task);
			case REJECT -> throw rejection("its queue is full. Raise 'queue.capacity' or 'max-size', or send less");
			case DISCARD_OLDEST -> discardFor(task);
			case CALLER_RUNS -> haveCallerRun(task);
		};
	}

	private Runnable awaitRoom(Execution<?> task) {
		if (CallingThread.isRunningFor(this.core)) {
			throw rejection("its queue is full, and one of its own workers would wait for room for ever. "
					+ "Raise 'queue.capacity', or send from elsewhere");
		}
		String refusal = this.core.blocked.await(task, this.core.settings.queue().blockTimeout());
		if (refusal != null) {
			throw rejection(refusal);
		}
		return recruit();
	}

	private Runnable discardFor(Execution<?> newcomer) {
		int size = this.core.queue.size();
		Execution<?> discarded = this.core.queue.leastWanted(newcomer);
		discarded.decide(new TaskOutcome.Cancelled(
				"it was discarded, as the queue was full (%s/%s)%s. Raise 'queue.capacity' or 'max-size', or send less"
					.formatted(size, size, (discarded == newcomer) ? " of tasks of higher priority" : "")));
		discarded.forget();
		if (discarded == newcomer) {
			this.core.accept(newcomer);
			return () -> this.discarding.discarded(newcomer);
		}
		this.core.queue.remove(discarded);
		Runnable recruiting = enqueue(newcomer);
		return () -> {
			recruiting.run();
			this.discarding.discarded(discarded);
		};
	}

	private Runnable haveCallerRun(Execution<?> task) {
		if (!this.core.state().runsTasks()) {
			throw rejection("its queue is full, and the caller can't run a task of a pool that is %s. %s it first"
				.formatted(this.core.state(), (this.core.state() == PoolState.NEW) ? "Start" : "Resume"));
		}
		CallerRunner guest = this.reception.apply(++this.received);
		this.core.accept(task);
		guest.take(task);
		this.core.guests.add(guest);
		return () -> guest.run(task);
	}

	private void requireAccepting() {
		if (this.core.closed || !this.core.state().acceptsTasks()) {
			throw rejection(this.core.refusal());
		}
	}

	private TaskRejectedException rejection(String why) {
		PoolSnapshot.Size size = this.core.crew.snapshot();
		return new TaskRejectedException("Pool '%s' rejected a task: %s (queue %s/%s, %s of %s workers busy)."
			.formatted(this.core.settings.name(), why, this.core.queue.size(), this.core.settings.queue().capacity(),
					size.busy(), size.max()));
	}

	/** Takes a task whose end is decided out of the queue, or tells who is running it. */
	@Nullable TaskHolder withdraw(Execution<?> task) {
		this.core.lock();
		try {
			removeQueued(task);
			return task.holder();
		}
		finally {
			this.core.unlock();
		}
	}

	/** Takes a task out of the queue; returns whether it was there. */
	boolean remove(Execution<?> task) {
		this.core.lock();
		try {
			return removeQueued(task);
		}
		finally {
			this.core.unlock();
		}
	}

	private boolean removeQueued(Execution<?> task) {
		boolean queued = this.core.queue.remove(task);
		if (queued) {
			task.forget();
			this.core.blocked.freed();
			this.core.taken();
		}
		// A worker that came for the task just now may have thrown it away instead.
		this.core.settle();
		return queued;
	}

	/**
	 * Takes the oldest task out of the queue and decides its end if it has waited for too
	 * long for a worker that does not start.
	 */
	@Nullable Execution<?> removeHopeless() {
		this.core.lock();
		try {
			long now = this.core.ticker.nanos();
			Execution<?> oldest = this.core.queue.oldest();
			if (oldest == null || this.core.startFailures.deadline(now) - now > 0) {
				return null;
			}
			oldest.decide(new TaskOutcome.Failed(this.core.startFailures.failure()));
			removeQueued(oldest);
			return oldest;
		}
		finally {
			this.core.unlock();
		}
	}

	/** Empties the queue of a closed pool. */
	@Nullable Execution<?> drainOne() {
		this.core.lock();
		try {
			Execution<?> task = this.core.queue.poll();
			if (task != null) {
				task.forget();
			}
			return task;
		}
		finally {
			this.core.unlock();
		}
	}

}
