package io.github.parallelpools.engine.pool;

import java.util.Objects;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.CallingThread;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.FastLane;
import io.github.parallelpools.engine.task.Totals;
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

	private final FastLane lane;

	private final Staffing staffing;

	private final Telling telling;

	private final LongFunction<CallerRunner> reception;

	/** Guarded by the pool's lock. */
	private long received;

	Admission(PoolCore core, Staffing staffing, Telling telling, LongFunction<CallerRunner> reception) {
		this.core = core;
		this.lane = core.lane;
		this.staffing = staffing;
		this.telling = telling;
		this.reception = reception;
	}

	/**
	 * Accepts a task and starts a worker if one more is wanted. If the queue is full,
	 * does what is to be done then, which may be to run the task.
	 */
	void put(Execution<?> task) {
		int word = this.lane.word();
		if (FastLane.isOpen(word) && !task.isMarked()) {
			putFast(task, word);
		}
		else {
			put(task, true);
		}
	}

	private void putFast(Execution<?> task, int word) {
		task.accepted(this.core.accepted.incrementAndGet());
		try {
			this.lane.add(task);
		}
		catch (OutOfMemoryError ex) {
			// It is accepted, and the queue needs no memory.
			queueFast(task);
			return;
		}
		this.core.idle.callOne();
		if (this.lane.word() != word) {
			lookAfter(task);
		}
	}

	private void queueFast(Execution<?> task) {
		this.core.lock();
		try {
			this.core.queue.add(task);
		}
		finally {
			this.core.unlock();
		}
		lookAfter(task);
	}

	/** The lane was closed while a task was put on it: does what would have been done. */
	private void lookAfter(Execution<?> task) {
		boolean late;
		Runnable rest = NOTHING;
		this.core.lock();
		try {
			this.core.gather();
			// The queue of a closed pool may have been emptied for the last time.
			late = this.core.moves.isClosedLocked() && this.core.queue.remove(task);
			if (!late) {
				this.core.tasks.called();
				rest = recruit();
			}
		}
		finally {
			this.core.unlock();
		}
		rest.run();
		if (late) {
			task.forget();
			task.decide(new TaskOutcome.Cancelled("the application closed before it was run"));
			this.telling.tell(task);
		}
	}

	/** As {@link #put}, but does not wait for room. */
	void putAtOnce(Execution<?> task) {
		put(task, false);
	}

	private void put(Execution<?> task, boolean waits) {
		Runnable rest;
		if (task.isMarked()) {
			// More is to be done for it than the fast lane does.
			this.core.lock();
		}
		else {
			this.core.lockBeside();
		}
		try {
			int word = this.core.lane.word();
			if (FastLane.isOpen(word)) {
				// It was opened while this thread waited for the lock.
				rest = () -> putFast(task, word);
			}
			else {
				requireAccepting();
				rest = this.core.inCaller ? putWithoutWorkers(task) : putIntoQueue(task, waits);
			}
		}
		finally {
			this.core.unlock();
		}
		rest.run();
	}

	// What is done under the lock returns what is to be done after it was released.

	private Runnable putIntoQueue(Execution<?> task, boolean waits) {
		// What comes from elsewhere has waited there, where room is counted.
		return (this.core.queue.isFull() && !task.isForeign()) ? putIntoFullQueue(task, waits) : enqueue(task);
	}

	/**
	 * Whoever waited for room would wait for himself, as no worker makes any: callers run
	 * what is queued when they resume the pool.
	 */
	private Runnable putWithoutWorkers(Execution<?> task) {
		return this.core.state().runsTasks() ? haveCallerRun(task) : putIntoQueue(task, false);
	}

	/**
	 * Has the calling thread run what was queued while a pool without workers ran no
	 * tasks. Does nothing to other pools.
	 */
	void runQueued() {
		for (Runnable next; (next = nextQueued()) != NOTHING;) {
			next.run();
		}
	}

	private Runnable nextQueued() {
		try (Held held = this.core.hold()) {
			if (!this.core.inCaller || !this.core.state().runsTasks() || this.core.queue.isEmpty()) {
				return NOTHING;
			}
			// First what may find no memory.
			CallerRunner guest = this.reception.apply(++this.received);
			return haveRun(guest, Objects.requireNonNull(this.core.queue.poll(), "The queue has a task"));
		}
	}

	private Runnable enqueue(Execution<?> task) {
		this.core.tasks.enqueue(task);
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
		BlockedSubmitters.End end = this.core.blocked.await(task);
		String refusal = end.refusal();
		if (refusal != null) {
			throw rejection(refusal);
		}
		return end.isPut() ? recruit() : () -> put(task, true);
	}

	private Runnable discardFor(Execution<?> newcomer) {
		int size = this.core.queue.size();
		Execution<?> discarded = this.core.queue.leastWanted(newcomer);
		discarded.decide(new TaskOutcome.Cancelled(
				"it was discarded, as the queue was full (%s/%s)%s. Raise 'queue.capacity' or 'max-size', or send less"
					.formatted(size, size, (discarded == newcomer) ? " of tasks of higher priority" : "")));
		discarded.forget();
		if (discarded == newcomer) {
			this.core.tasks.accept(newcomer);
			return () -> this.telling.tell(newcomer);
		}
		this.core.queue.remove(discarded);
		Runnable recruiting = enqueue(newcomer);
		return () -> {
			recruiting.run();
			this.telling.tell(discarded);
		};
	}

	private Runnable haveCallerRun(Execution<?> task) {
		if (!this.core.state().runsTasks()) {
			throw rejection("its queue is full, and the caller can't run a task of a pool that is %s. %s it first"
				.formatted(this.core.state(), (this.core.state() == PoolState.NEW) ? "Start" : "Resume"));
		}
		CallerRunner guest = this.reception.apply(++this.received);
		this.core.tasks.accept(task);
		return haveRun(guest, task);
	}

	private Runnable haveRun(CallerRunner guest, Execution<?> task) {
		guest.take(task);
		this.core.received(guest);
		return () -> guest.run(task);
	}

	private void requireAccepting() {
		if (this.core.moves.isClosedLocked() || !this.core.state().acceptsTasks()) {
			throw rejection(this.core.moves.refusal());
		}
		String refused = this.core.moves.refused();
		if (refused != null) {
			throw rejection(refused);
		}
	}

	private TaskRejectedException rejection(String why) {
		this.core.totals.count(Totals.Total.REJECTED);
		PoolSnapshot.Size size = this.core.crew.snapshot();
		return new TaskRejectedException("Pool '%s' rejected a task: %s (queue %s/%s, %s of %s workers busy)."
			.formatted(this.core.settings.name(), why, this.core.queue.size(), this.core.settings.queue().capacity(),
					size.busy(), size.max()));
	}

	/** Takes a task whose end is decided out of the queue, or tells who is running it. */
	@Nullable Runner withdraw(Execution<?> task) {
		try (Held held = this.core.hold()) {
			return removeQueued(task) ? null : this.core.holder(task);
		}
	}

	/** Takes a task out of the queue; returns whether it was there. */
	boolean remove(Execution<?> task) {
		try (Held held = this.core.hold()) {
			return removeQueued(task);
		}
	}

	private boolean removeQueued(Execution<?> task) {
		boolean queued = this.core.queue.remove(task);
		if (queued) {
			task.forget();
			this.core.blocked.freed();
			this.core.tasks.taken();
		}
		// A worker that came for the task just now may have thrown it away instead.
		this.core.moves.settle();
		return queued;
	}

	/**
	 * Takes the oldest task out of the queue and decides its end if it has waited for too
	 * long for a worker that does not start.
	 */
	@Nullable Execution<?> removeHopeless() {
		try (Held held = this.core.hold()) {
			long now = this.core.ticker.nanos();
			Execution<?> oldest = this.core.queue.oldest();
			if (oldest == null || this.core.startFailures.deadline(now) - now > 0) {
				return null;
			}
			oldest.decide(new TaskOutcome.Failed(this.core.startFailures.failure()));
			removeQueued(oldest);
			return oldest;
		}
	}

	/** Takes a task out of the queue that may not begin any more, its end decided. */
	@Nullable Execution<?> removeExpired() {
		try (Held held = this.core.hold()) {
			Execution<?> urgent = this.core.queue.mostUrgent();
			if (urgent == null || !urgent.isExpired(this.core.ticker.nanos())) {
				return null;
			}
			urgent.expire(this.core.ticker.nanos());
			removeQueued(urgent);
			return urgent;
		}
	}

	/** Empties the queue of a closed pool. */
	@Nullable Execution<?> drainOne() {
		try (Held held = this.core.hold()) {
			Execution<?> task = this.core.queue.poll();
			if (task != null) {
				task.forget();
			}
			return task;
		}
	}

}
