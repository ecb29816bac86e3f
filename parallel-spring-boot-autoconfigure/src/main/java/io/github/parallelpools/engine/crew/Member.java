package io.github.parallelpools.engine.crew;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

/**
 * All that the rules of a crew know of one worker. Its phase moves as follows; an
 * abandoned worker is gone, wherever it was, and stays so when it comes back.
 *
 * <pre>
 *   STARTING --opened--> IDLE --took a task--> BUSY --came back--> IDLE ...
 *       |                 |                     |
 *       |                 '--has to leave--> LEAVING
 *       |                                       |
 *       '--failed, or closed from anywhere-----> GONE
 * </pre>
 *
 * Not thread-safe: the pool's lock guards all but what says otherwise.
 *
 * @param <W> the worker, of which the crew knows nothing
 */
public final class Member<W> {

	/** Where a worker is in its life. */
	public enum Phase {

		/** It is not ready yet. */
		STARTING,

		/** It has no task. */
		IDLE,

		/** It has a task, or tells of the end of one. */
		BUSY,

		/** It takes no task any more and is being closed. */
		LEAVING,

		/** It is no member any more. */
		GONE

	}

	private static final Map<Phase, Set<Phase>> MOVES = Map.of(Phase.STARTING, EnumSet.of(Phase.IDLE, Phase.GONE),
			Phase.IDLE, EnumSet.of(Phase.BUSY, Phase.LEAVING, Phase.GONE), Phase.BUSY,
			EnumSet.of(Phase.IDLE, Phase.GONE), Phase.LEAVING, EnumSet.of(Phase.GONE), Phase.GONE,
			EnumSet.noneOf(Phase.class));

	private final W worker;

	private final Condition wakeup;

	private final Lifespan lifespan;

	private final Idleness idleness = new Idleness();

	private Phase phase = Phase.STARTING;

	private boolean waiting;

	private boolean underWay;

	private boolean dismissed;

	/** Whether it has to ask under the lock before it takes a task, as for its first. */
	private volatile boolean called = true;

	private boolean replaced;

	private boolean doomed;

	private long readyAt;

	private boolean served;

	private @Nullable Long expectedUntil;

	private boolean wishful;

	private long lookedIn;

	/** The worker's own. */
	private boolean due;

	/** Written by the worker before anybody can know of the end that it tells of. */
	private boolean telling;

	/** Counted by the worker alone. */
	private final AtomicLong tasks = new AtomicLong();

	/** Of those that it had with others; counted also by who tells in its place. */
	private final AtomicLong given = new AtomicLong();

	/**
	 * Makes a member that starts.
	 * @param worker who it is
	 * @param wakeup of the pool's lock, where the worker waits for a call
	 * @param lifespan how much it may do
	 */
	public Member(W worker, Condition wakeup, Lifespan lifespan) {
		this.worker = worker;
		this.wakeup = wakeup;
		this.lifespan = lifespan;
	}

	public W worker() {
		return this.worker;
	}

	public Phase phase() {
		return this.phase;
	}

	public boolean is(Phase one) {
		return this.phase == one;
	}

	/** Called by the crew, which counts phases. */
	void moveTo(Phase to) {
		Set<Phase> possible = MOVES.get(this.phase);
		if (possible == null || !possible.contains(to)) {
			throw new IllegalStateException("A worker that is %s can't become %s".formatted(this.phase, to));
		}
		this.phase = to;
		this.called |= to == Phase.GONE;
	}

	/** It is ready for its first task. */
	public void ready(long now) {
		this.readyAt = now;
		this.lifespan.begin(now);
	}

	/** When it was ready. */
	public long readyAt() {
		return this.readyAt;
	}

	/** It is back from a task, or comes for its first one. */
	public void arrived(boolean fromTask) {
		this.called = this.dismissed || this.phase == Phase.GONE;
		this.telling = false;
		this.expectedUntil = null;
		this.served |= fromTask;
	}

	/** Whether it was worth its start, and has been there for so long. */
	public boolean hasServed(long nanos, long now) {
		return this.served && now - this.readyAt >= nanos;
	}

	/** It has run one more task; called by the worker. */
	public void ranTask() {
		this.tasks.setRelease(this.tasks.getPlain() + 1);
	}

	/** It has run one more of those that it had at once; by any thread. */
	public void ranGiven() {
		this.given.getAndIncrement();
	}

	/** How many tasks it has run; asked by any thread. */
	public long tasks() {
		return this.tasks.get() + this.given.get();
	}

	/** Has it leave as soon as it has no task. */
	public void dismiss() {
		this.dismissed = true;
		this.called = true;
	}

	/**
	 * Whether something about it has changed since it last came for a task, so that it
	 * has to ask under the lock before it takes another one; asked by the worker.
	 */
	public boolean isCalled() {
		return this.called;
	}

	public boolean isDismissed() {
		return this.dismissed;
	}

	/** It has ended its task and only tells of that; called by the worker. */
	public void tells() {
		this.telling = true;
	}

	/** It has its next task already; called by the worker. */
	public void tellsNoMore() {
		this.telling = false;
	}

	/**
	 * Whether it is about to come back for the next task, as far as is known here.
	 */
	public boolean isReturning(long now) {
		return this.telling && this.phase == Phase.BUSY && !this.dismissed && !this.due && !this.replaced
				&& !this.doomed && (this.expectedUntil == null || this.expectedUntil - now > 0);
	}

	/**
	 * A task is left to it that was submitted while it told of the last.
	 * @param until until when, unless one was left to it before
	 * @return until when
	 */
	public long expect(long until) {
		Long known = this.expectedUntil;
		if (known == null) {
			this.expectedUntil = until;
			return until;
		}
		return known;
	}

	/** It is to be replaced, as far as it knows itself; called by the worker. */
	public void due() {
		this.due = true;
	}

	/** Asked by the worker. */
	public boolean isDue() {
		return this.due;
	}

	public Idleness idleness() {
		return this.idleness;
	}

	public Lifespan lifespan() {
		return this.lifespan;
	}

	/** Whether it may run no more tasks. */
	public boolean isSpent() {
		return this.lifespan.isSpent(tasks());
	}

	/** Whether it may run no more tasks than the one that it takes now. */
	public boolean isLastTask() {
		return this.lifespan.isSpent(tasks() + 1);
	}

	/** Whether it has run, lived or grown for so long that it is to be replaced. */
	public boolean isOver(long now) {
		return this.lifespan.isOver(tasks(), now);
	}

	/** Whether it has had tasks since it was weighed. */
	public boolean isToBeWeighed() {
		return this.lifespan.isToBeWeighed(tasks());
	}

	/** Whether it waits for what is to come of its wish for the lock that tasks need. */
	public boolean isWishful() {
		return this.wishful;
	}

	public void wishful(boolean isSo) {
		this.wishful = isSo;
	}

	/** The round of the demand in which it last began to look for work. */
	public long lookedIn() {
		return this.lookedIn;
	}

	public void lookedIn(long round) {
		this.lookedIn = round;
	}

	boolean isWaiting() {
		return this.waiting;
	}

	/** Called by the crew, which knows all who wait. */
	void waiting(boolean waits) {
		this.waiting = waits;
	}

	/** Whether it was called for a task and has not come yet. */
	boolean isUnderWay() {
		return this.underWay;
	}

	/** Called by the crew, which counts them. */
	void underWay(boolean isSo) {
		this.underWay = isSo;
	}

	/** Whether somebody stands in for it, as its task is over time. */
	boolean isReplaced() {
		return this.replaced;
	}

	void replaced(boolean isSo) {
		this.called |= isSo;
		this.replaced = isSo;
	}

	/** Whether it is about to be killed, so that somebody else takes its place. */
	boolean isDoomed() {
		return this.doomed;
	}

	void doomed(boolean isSo) {
		this.called |= isSo;
		this.doomed = isSo;
	}

	/** Has it look again, if it waits. */
	public void wake() {
		this.wakeup.signal();
	}

	/** Waits until it is woken, or for no reason; called by the worker. */
	public void await() throws InterruptedException {
		this.wakeup.await();
	}

	/** As {@link #await}, but not for longer than told. */
	public void await(long nanos) throws InterruptedException {
		// Whoever waits looks at everything anew, for whatever reason it goes on.
		long unused = this.wakeup.awaitNanos(nanos);
	}

}
