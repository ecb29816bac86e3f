package io.github.parallelpools.engine.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.spi.GivenTask;

/**
 * The tasks that a worker has beyond the one that its loop is with, in the order in which
 * it runs them. Each moves as follows; any of the first two can be taken back, and what
 * has begun comes to the loop.
 *
 * <pre>
 *   taken from the queue --> FRESH --given to the worker--> SENT --the one before ended--> BEGUN --> the loop
 *                              '---------------'--taken back--> the queue
 * </pre>
 *
 * Knows also what the worker runs at present and how long its tasks take, from which it
 * follows how many tasks it may have. Knows neither workers nor pools. Safe for use by
 * several threads: the loop, the reader of the worker's messages, and whoever takes tasks
 * back.
 */
final class Ahead {

	/** A worker gets what it runs within this time. */
	private static final long REACH_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	// Guarded by this; what is volatile is only written so.

	private ArrayDeque<Assignment> fresh = new ArrayDeque<>(0);

	private ArrayDeque<Assignment> sent = new ArrayDeque<>(0);

	private ArrayDeque<Assignment> begun = new ArrayDeque<>(0);

	/** How many of those that have begun have ended; they are the first. */
	private volatile int ended;

	/** What the worker runs, of what it was given. */
	private volatile @Nullable Execution<?> running;

	/** Whether those that were sent are asked back. */
	private boolean asked;

	/** Whether nothing is given any more, as the worker is about to be killed. */
	private boolean sealed;

	/** Tasks whose end was decided by force; the worker is ended if one begins. */
	private final List<Execution<?>> unwanted = new ArrayList<>(2);

	/** Whether there are any, which is rare. */
	private volatile boolean anyUnwanted;

	/** The mean time that a task takes, 0 if none has ended. */
	private long meanNanos;

	/** How many have not begun. */
	private volatile int waiting;

	private volatile int size;

	/** Makes room in advance, so that no task is lost for want of memory. */
	synchronized void reserve(int most) {
		this.fresh = new ArrayDeque<>(most);
		this.sent = new ArrayDeque<>(most);
		this.begun = new ArrayDeque<>(most);
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/** How many have not begun; asked by any thread. */
	int waiting() {
		return this.waiting;
	}

	/**
	 * How many more tasks the worker may have; asked by the loop.
	 * @param most how many it may have at most
	 */
	synchronized int room(int most) {
		if (this.meanNanos == 0 || this.sealed) {
			return 0;
		}
		int window = (int) Math.max(1, Math.min(most, REACH_NANOS / this.meanNanos));
		// Many at a time cost less than one after the other.
		return (this.size <= window / 2) ? window - 1 - this.size : 0;
	}

	private void sized() {
		int left = this.fresh.size() + this.sent.size();
		this.waiting = left;
		this.size = left + this.begun.size();
		if (left == 0) {
			notifyAll();
		}
	}

	/** Waits until nothing is left that has not begun; returns whether that is so. */
	synchronized boolean awaitBegun(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		for (long left = nanos; this.waiting > 0 && left > 0; left = deadline - System.nanoTime()) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
		}
		return this.waiting == 0;
	}

	/** A task was taken from the queue. */
	synchronized void add(Assignment taken) {
		this.fresh.add(taken);
		sized();
	}

	/** The next task that the worker is to be given. */
	synchronized @Nullable Execution<?> firstFresh() {
		Assignment first = this.fresh.peek();
		return (first != null) ? first.task() : null;
	}

	/** Takes the first one back that the worker was not given. */
	synchronized @Nullable Execution<?> pollFresh() {
		Assignment first = this.fresh.poll();
		sized();
		if (first == null) {
			return null;
		}
		wantedAgain(first.task());
		return first.task();
	}

	/**
	 * The first fresh task is about to be given to the worker.
	 * @return its assignment; {@code null} if it was taken back, or nothing is given
	 */
	synchronized @Nullable Assignment sends(Execution<?> task, long now) {
		Assignment next = this.fresh.peek();
		if (next == null || next.task() != task || this.sealed) {
			return null;
		}
		this.fresh.remove();
		this.asked = false;
		if (this.running == null) {
			begin(next, now);
		}
		else {
			this.sent.add(next);
		}
		sized();
		return next;
	}

	/**
	 * The loop is about to give the worker the task that it is with.
	 * @return whether it may
	 */
	synchronized boolean sendsFirst(Execution<?> task, long now) {
		if (this.sealed) {
			return false;
		}
		task.started(now);
		this.running = task;
		return true;
	}

	/** A task was to begin at once, and was not given to the worker after all. */
	synchronized void unbegin(Execution<?> task) {
		if (this.running == task) {
			this.running = null;
		}
		this.begun.removeIf((one) -> one.task() == task);
		sized();
	}

	/** Whether nothing is given any more. */
	synchronized void seal(boolean isSo) {
		this.sealed = isSo;
	}

	private void begin(Assignment next, long now) {
		next.task().started(now);
		this.begun.add(next);
		this.running = next.task();
	}

	/**
	 * The worker was given a task.
	 * @return whether it was asked for what it has meanwhile, perhaps too early for this
	 */
	synchronized boolean given(Assignment assignment, GivenTask handle) {
		assignment.given(handle);
		return this.asked;
	}

	/** The worker could not be asked. */
	synchronized void notAsked() {
		this.asked = false;
	}

	/**
	 * The worker has ended a task, and begins with the next.
	 * @return whether it was given that task ahead or with others
	 */
	synchronized boolean ended(Execution<?> task, long now) {
		measure(now - task.startedNanos());
		wantedAgain(task);
		if (this.running != task) {
			return false;
		}
		this.running = null;
		Assignment last = this.begun.peekLast();
		if (last != null && last.task() == task) {
			last.ended(now);
			this.ended++;
		}
		Assignment next = this.sent.poll();
		if (next != null) {
			begin(next, now);
		}
		sized();
		return true;
	}

	private void measure(long nanos) {
		long took = Math.max(1, nanos);
		this.meanNanos = (this.meanNanos == 0) ? took : this.meanNanos + (took - this.meanNanos) / 4;
	}

	/** What the worker runs, of what it was given ahead or with others. */
	@Nullable Execution<?> running() {
		return this.running;
	}

	/** Whether the result of a task has arrived for which the loop has not come. */
	boolean hasEnded() {
		return this.ended > 0;
	}

	/** Since when the first result waits for the loop. */
	synchronized long endedNanos(long never) {
		Assignment first = this.begun.peek();
		return (this.ended > 0 && first != null) ? first.endedNanos() : never;
	}

	/** Since when the task runs behind which others wait that nobody has asked back. */
	synchronized long heldUpSince(long never) {
		Execution<?> slow = this.running;
		return (slow != null && isAskable()) ? slow.startedNanos() : never;
	}

	/**
	 * The loop comes to its next task.
	 * @param loop takes it before it is missing here
	 */
	synchronized @Nullable Assignment next(Runner loop) {
		Assignment next = this.begun.poll();
		if (next != null) {
			this.ended = Math.max(0, this.ended - 1);
		}
		else if (!this.sent.isEmpty()) {
			next = this.sent.poll();
		}
		else {
			next = this.fresh.poll();
			if (next != null) {
				// The loop looks itself whether its end is decided.
				wantedAgain(next.task());
			}
		}
		if (next != null) {
			loop.take(next.task());
		}
		sized();
		return next;
	}

	/**
	 * Takes a task whose result has arrived, to tell of it in place of the loop.
	 * @param dead whether the worker is, so that no result of the others will come
	 */
	synchronized @Nullable Assignment pollEnded(boolean dead) {
		Assignment first = this.begun.peek();
		if ((this.ended == 0 && !dead) || first == null || first.given() == null) {
			return null;
		}
		this.begun.remove();
		this.ended = Math.max(0, this.ended - 1);
		sized();
		return first;
	}

	/** Whether the worker is to be asked for what it was sent, once. */
	synchronized boolean ask() {
		boolean asks = !this.sent.isEmpty() && !this.asked;
		this.asked |= asks;
		return asks;
	}

	/** Whether there is anything that nobody has asked back yet. */
	synchronized boolean isAskable() {
		return !this.fresh.isEmpty() || (!this.sent.isEmpty() && !this.asked);
	}

	/**
	 * The worker gives a task back, which it has not begun.
	 * @return whether it was here
	 */
	synchronized boolean returned(Execution<?> task) {
		this.asked = false;
		boolean back = this.sent.removeIf((one) -> one.task() == task);
		if (back) {
			wantedAgain(task);
			sized();
		}
		return back;
	}

	/**
	 * A task was cancelled.
	 * @param byForce whether it is to be ended by force if it begins all the same
	 * @return whether it is here and has not begun
	 */
	synchronized boolean isWaiting(Execution<?> task, boolean byForce) {
		boolean here = contains(this.fresh, task) || contains(this.sent, task);
		// It may begin at this very moment.
		if (byForce && (here || this.running == task)) {
			this.unwanted.add(task);
			this.anyUnwanted = true;
		}
		return here;
	}

	/**
	 * Whether the end of a task was decided by force. Who decides it later sees that the
	 * worker runs it.
	 */
	boolean isUnwanted(Execution<?> task) {
		return this.anyUnwanted && isAmongUnwanted(task);
	}

	private synchronized boolean isAmongUnwanted(Execution<?> task) {
		return this.unwanted.contains(task);
	}

	/** A task is here no more, or looked after otherwise. */
	private void wantedAgain(Execution<?> task) {
		if (this.unwanted.remove(task)) {
			this.anyUnwanted = !this.unwanted.isEmpty();
		}
	}

	synchronized boolean contains(Execution<?> task) {
		return contains(this.fresh, task) || contains(this.sent, task) || contains(this.begun, task);
	}

	private static boolean contains(ArrayDeque<Assignment> some, Execution<?> task) {
		for (Assignment one : some) {
			if (one.task() == task) {
				return true;
			}
		}
		return false;
	}

	/** Takes out all tasks of a worker that was given up. */
	synchronized List<Execution<?>> drain() {
		List<Execution<?>> all = new ArrayList<>();
		for (ArrayDeque<Assignment> some : List.of(this.begun, this.sent, this.fresh)) {
			some.forEach((one) -> all.add(one.task()));
			some.clear();
		}
		this.ended = 0;
		this.running = null;
		sized();
		return all;
	}

}
