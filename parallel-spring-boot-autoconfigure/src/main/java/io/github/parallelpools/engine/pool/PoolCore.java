package io.github.parallelpools.engine.pool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.memory.MemoryShare;
import io.github.parallelpools.engine.memory.MemoryUser;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.CallerRunner;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.FastLane;
import io.github.parallelpools.engine.task.LoneCount;
import io.github.parallelpools.engine.task.TaskQueue;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.spi.WorkerFactory;

/**
 * The lock of one pool and what it guards: the queue, the crew and the state. Makes the
 * moves that follow from who is there and what is to do. Runs no foreign code. It is
 * larger than other classes, as what one lock guards and the moves that follow from it
 * are one thing.
 * <p>
 * While nothing of that concerns who takes the next task, tasks go by the
 * {@link FastLane}, without the lock. Whoever takes the lock to change something closes
 * it; it is opened again by the next worker that takes a task under the lock.
 */
final class PoolCore implements MemoryUser {

	final LiveSettings settings;

	final Ticker ticker;

	final Totals totals;

	private final Supervisor supervisor;

	private final Executor helpers;

	private final PoolLock lock;

	final Lifecycle lifecycle;

	/** Where everything is told that happens; under the lock it is noted there. */
	final PoolEvents events;

	final FastLane lane = new FastLane();

	/** Those of its tasks that have a tag. */
	final TaggedTasks tagged = new TaggedTasks();

	/** The number of the last task that was accepted. */
	final LoneCount accepted = new LoneCount();

	// All below is guarded by the lock.

	final TaskQueue queue;

	final BlockedSubmitters blocked = new BlockedSubmitters(this);

	final Crew<WorkerLoop> crew;

	private final Returning returning;

	/** The callers that run a task themselves. */
	private final Set<CallerRunner> guests = new LinkedHashSet<>();

	final Demand demand;

	final StartBackoff backoff;

	final StartFailureTimeout startFailures;

	final MemoryShare memory;

	/** Whether tasks are run by those who submit them, as there are no workers. */
	final boolean inCaller;

	final Recovery recovery;

	final StateWaiters waiters;

	final FirstWorker firstWorker;

	final Excused excused;

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

	PoolCore(PoolSettings settings, PoolServices services, Totals totals, Demand demand, WorkerFactory factory,
			PoolEvents events) {
		this.settings = new LiveSettings(settings);
		this.ticker = services.ticker();
		this.totals = totals;
		this.supervisor = services.supervisor();
		this.helpers = services.helpers();
		this.events = events;
		this.recovery = new Recovery(totals);
		this.lifecycle = new Lifecycle(settings.name(), events);
		this.queue = TaskQueue.of(settings.queue());
		this.lock = new PoolLock(this.lane, this.queue, events);
		this.inCaller = factory.traits().inCaller();
		this.crew = new Crew<>(this::size);
		this.returning = new Returning(this, this.crew);
		this.demand = demand;
		this.waiters = new StateWaiters(this.lock, this.lifecycle, this.crew);
		this.excused = new Excused(this, this.waiters);
		this.backoff = new StartBackoff(services.random());
		this.firstWorker = new FirstWorker(this.lock, this.lifecycle, this.crew, this.backoff, this.ticker);
		this.startFailures = new StartFailureTimeout(this, this.queue, this.crew, this.backoff);
		this.memory = new MemoryShare(services.memory(), this, factory.workerMemory(), this.ticker);
	}

	/** How many workers there are to be: none to begin with if there never are any. */
	private SizeSettings size() {
		SizeSettings size = this.settings.size();
		return this.inCaller ? new SizeSettings(0, size.max(), size.releaseTime()) : size;
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public int workers() {
		return this.crew.size();
	}

	@Override
	public int minWorkers() {
		return this.crew.min();
	}

	@Override
	public void callIdle() {
		try (Held held = hold()) {
			this.crew.wakeAll();
		}
	}

	@Override
	public void shortOfMemory(String why) {
		this.events.note(new PoolEvent.MemoryShort(why));
	}

	/** For whoever changes something: all tasks that wait are in the queue. */
	Held hold() {
		return this.lock.hold();
	}

	/** As {@link #hold()}, for threads that must not run foreign code. */
	Held holdSilently() {
		return this.lock.holdSilently();
	}

	/**
	 * For whoever changes nothing that concerns who takes the next task: tasks may come
	 * and go by the fast lane meanwhile.
	 */
	Held holdBeside() {
		return this.lock.holdBeside();
	}

	/** As {@link #holdBeside()}, for threads that must not run foreign code. */
	Held holdSilentlyBeside() {
		return this.lock.holdSilentlyBeside();
	}

	Held holdInterruptibly() throws InterruptedException {
		return this.lock.holdInterruptibly();
	}

	// What tasks pass takes the lock by hand, as does what releases it in between.

	void lock() {
		this.lock.take();
	}

	void lockBeside() {
		this.lock.takeBeside();
	}

	void unlock() {
		this.lock.leave();
	}

	void unlockSilently() {
		this.lock.leaveSilently();
	}

	/** Sees that all tasks which wait are in the queue, as the rules change. */
	void closeLane() {
		this.lane.close(this.queue);
	}

	/** Moves to the queue what came by the lane when it was closed already. */
	void gather() {
		this.lane.drainTo(this.queue);
	}

	/** Opens the fast lane if no rule concerns who takes the next task. */
	void openLane() {
		if (this.settings.mayHaveLane() && !this.lane.isOpen() && this.queue.isEmpty()
				&& this.lifecycle.is(PoolState.RUNNING) && this.crew.isFull() && !this.crew.wantsSpare()
				&& !this.crew.isRecycling() && !this.memory.isWantedElsewhere() && !this.memory.isWaiting()
				&& !this.startFailures.isCounting() && this.backoff.isClear() && this.refused == null) {
			this.lane.open();
		}
	}

	Condition newCondition() {
		return this.lock.newCondition();
	}

	boolean isClosed() {
		try (Held held = holdSilentlyBeside()) {
			return this.closed;
		}
	}

	/** Whether the pool has ended for ever; called under the lock. */
	boolean isClosedLocked() {
		return this.closed;
	}

	/** The application stops its pools for that reason, or starts them again. */
	void applicationStops(@Nullable String why) {
		try (Held held = hold()) {
			this.applicationStops = why;
		}
	}

	long nanos() {
		return this.ticker.nanos();
	}

	void count(Totals.Total what) {
		this.totals.count(what);
	}

	PoolState state() {
		return this.lifecycle.state();
	}

	/** Gives a task its number; it is the pool's from now on. */
	void accept(Execution<?> task) {
		String tag = task.tag();
		if (tag != null) {
			this.tagged.add(tag, task);
		}
		// In one step: tasks are given numbers on the fast lane, too.
		task.accepted(this.accepted.incrementAndGet());
		this.worked = true;
	}

	/** Accepts a task into the queue and has somebody come for it. */
	void enqueue(Execution<?> task) {
		// What may want memory comes first: a task that was not queued is not accepted.
		this.startFailures.enqueued();
		add(task);
		watchDeadline(task);
		wakeOne();
	}

	/** Somebody is to come for a task that was queued otherwise. */
	void called() {
		this.startFailures.enqueued();
		wakeOne();
	}

	private void wakeOne() {
		if (state().runsTasks()) {
			this.crew.wakeOne();
		}
	}

	/** Accepts a task into the queue for somebody who comes by himself. */
	void add(Execution<?> task) {
		accept(task);
		boolean added = false;
		try {
			this.queue.add(task);
			added = true;
		}
		finally {
			if (!added) {
				// Only a queue with priorities or deadlines needs memory, and tasks that
				// have these do not pass the lane.
				this.accepted.decrementAndGet();
				String tag = task.tag();
				if (tag != null) {
					this.tagged.remove(tag, task);
				}
			}
		}
	}

	/** Puts back a task whose worker died, and has somebody come for it. */
	void requeue(Execution<?> task) {
		this.queue.putBack(task);
		watchDeadline(task);
		called();
	}

	private void watchDeadline(Execution<?> task) {
		if (task.hasDeadline()) {
			watchUntil(task.startsBy());
		}
	}

	/** When the first of those that wait has to begin. */
	long firstDeadline(long now) {
		Execution<?> first = this.queue.mostUrgent();
		return (first != null) ? first.startsBy() : Ticker.never(now);
	}

	/** The process of a worker was ended by force; the pool goes on. */
	void killed() {
		try (Held held = holdSilentlyBeside()) {
			this.recovery.killed(nanos(), waiting() > 0);
		}
		catch (OutOfMemoryError ex) {
			// The kill is worth more than how long it takes to make up for it.
			return;
		}
	}

	/**
	 * Has somebody come who waits for a task, if anybody does and nobody comes already.
	 */
	void callOne() {
		if (this.crew.isOneToCall()) {
			callOneLocked();
		}
	}

	private void callOneLocked() {
		lockBeside();
		try {
			if (this.crew.isOneToCall()) {
				this.crew.wakeOne();
			}
		}
		finally {
			unlockSilently();
		}
	}

	/**
	 * Who was called and has taken a task calls the next one for those that are left, as
	 * submitters leave that to it.
	 */
	void callNext() {
		if (this.crew.isOneToCall() && this.settings.mayHaveLane()
				&& !(this.lane.isEmpty() && this.queue.isEmpty())) {
			this.crew.wakeOne();
		}
	}

	/** Who has taken a task and not come back from it, {@code null} if nobody has. */
	@Nullable Runner holder(Execution<?> task) {
		for (Runner runner : runners()) {
			if (runner.has(task)) {
				return runner;
			}
		}
		return null;
	}

	/** A task was taken out of the queue. */
	void taken() {
		if (this.settings.work().lock() != null && this.queue.isEmpty()) {
			this.crew.wakeWishful();
		}
	}

	/** The settings have changed, and all that follows from them is done anew. */
	void changed(PoolSettings now) {
		this.settings.change(now);
		this.queue.resize(now.queue().capacity());
		this.blocked.freed();
		this.memory.resized();
		this.crew.wakeAll();
		this.startFailures.assess();
		settle();
	}

	/** Everybody who may be running a task. */
	List<Runner> runners() {
		List<Runner> runners = new ArrayList<>(this.crew.workers());
		runners.addAll(this.guests);
		return runners;
	}

	/** Whether one more worker is to be started for what there is to do. */
	boolean wantsWorker() {
		return !this.inCaller && switch (state()) {
			case STARTING, RUNNING ->
				(this.crew.wantsMore(waiting()) && !isLeftToReturning()) || this.firstWorker.isMissing();
			case PAUSING, PAUSED -> this.crew.wantsMore(0);
			case NEW, STOPPING, STOPPED -> false;
		};
	}

	/** Whether what waits is left to workers that are about to come back. */
	private boolean isLeftToReturning() {
		// Who stands in line for memory keeps its place.
		return this.crew.isMinimal() && !this.memory.isWaiting()
				&& this.returning.takeOver(this.crew.missing(waiting()));
	}

	/** Whether a thread waits for anything but the pool's lock. */
	boolean isHeldUp(Thread thread) {
		return this.lock.isHeldUp(thread);
	}

	/** Makes the moves that follow from who is there and what is to do. */
	void settle() {
		if (this.memory.isWaiting() && !wantsWorker()) {
			this.memory.withdraw();
		}
		if (this.lifecycle.is(PoolState.STARTING) && this.crew.isReady()) {
			move(PoolState.RUNNING);
		}
		this.waiters.settled();
		this.firstWorker.changed();
		this.excused.changed();
		if (this.crew.count(Phase.BUSY) > 0 || !this.guests.isEmpty()) {
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
		this.crew.wait(loop.member());
		try {
			if (!this.lane.isEmpty() || askable() != null) {
				// The thread that added the task, or the worker that took it ahead, may
				// have looked for waiting workers before this one was among them.
				return;
			}
			if (hasAnnounced()) {
				// Somebody may have looked for waiting workers meanwhile.
				return;
			}
			if (nanos == Long.MAX_VALUE) {
				loop.member().await();
			}
			else {
				loop.member().await(nanos);
			}
		}
		catch (InterruptedException ex) {
			// Nobody interrupts an idle worker: what a task left behind has no meaning
			// here.
			Thread.interrupted();
		}
		finally {
			this.crew.endWait(loop.member());
		}
	}

	/**
	 * Who waits under the lock does not leave it, as others do who tell then. Returns
	 * whether there was something to tell: the lock was released for that.
	 */
	private boolean hasAnnounced() {
		if (!this.events.hasNews()) {
			return false;
		}
		unlockSilently();
		try {
			this.events.announceByHelper();
		}
		finally {
			lockBeside();
		}
		return true;
	}

	/** A worker that has tasks which it has not begun and nobody has asked back. */
	@Nullable WorkerLoop askable() {
		return state().runsTasks() ? this.crew.find((loop) -> loop.window().isAskable()) : null;
	}

	/** How many tasks workers have that they have not begun. */
	int ahead() {
		int ahead = 0;
		for (WorkerLoop loop : this.crew.workers()) {
			ahead += loop.window().waiting();
		}
		return ahead;
	}

	/**
	 * How many of those that wait in the queue a worker may take ahead: no more than its
	 * share.
	 */
	int share(int queued) {
		return queued / Math.max(1, this.settings.size().max());
	}

	/** Whether workers may take tasks ahead. */
	boolean mayTakeAhead() {
		return this.settings.mayTakeAhead() && this.lifecycle.is(PoolState.RUNNING) && this.crew.isFull()
				&& !this.crew.isRecycling() && !this.memory.isWantedElsewhere() && !this.memory.isWaiting();
	}

	/** A worker that takes no task at present waits until something has changed. */
	void rest(WorkerLoop loop) {
		this.crew.rest(loop.member());
		try {
			if (!hasAnnounced()) {
				loop.member().await();
			}
		}
		catch (InterruptedException ex) {
			// As above.
			Thread.interrupted();
		}
		finally {
			this.crew.endRest(loop.member());
		}
	}

	/**
	 * A worker waits until it is called for itself, or for so long; no task is meant for
	 * it.
	 */
	void standBy(WorkerLoop loop, long nanos) {
		this.crew.standBy(loop.member());
		try {
			if (!hasAnnounced()) {
				loop.member().await(nanos);
			}
		}
		catch (InterruptedException ex) {
			// As above.
			Thread.interrupted();
		}
		finally {
			this.crew.endStandBy(loop.member());
		}
	}

	/** The pool starts, with what was queued before. */
	void begin() {
		move(PoolState.STARTING);
		this.worked = !this.queue.isEmpty();
		settle();
	}

	/** The pool ends for ever. */
	void close() {
		this.closed = true;
		beginStop();
	}

	/** A caller runs a task itself from now on. */
	void received(CallerRunner guest) {
		this.guests.add(guest);
	}

	/** A caller has left, or is given up; returns whether it was there. */
	boolean dismissed(CallerRunner guest) {
		return this.guests.remove(guest);
	}

	/** Somebody has left. */
	void left() {
		settle();
		if (!this.queue.isEmpty() && state().runsTasks()) {
			// Somebody may have waited until there are less at work.
			this.crew.wakeOne();
		}
		this.startFailures.assess();
		if (this.lifecycle.is(PoolState.STOPPING) && this.crew.isEmpty() && this.guests.isEmpty()) {
			move(PoolState.STOPPED);
		}
	}

	void beginPause() {
		if (state() != PoolState.PAUSING && state() != PoolState.PAUSED) {
			move(PoolState.PAUSING);
			// Those who wait for the lock that tasks need do not need it now.
			this.crew.wakeAll();
			settle();
		}
	}

	void beginStop() {
		this.memory.withdraw();
		switch (state()) {
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
		this.blocked.refuseAll(refusal());
	}

	/** Tasks are rejected from now on for that reason, {@code null} for none. */
	void refuse(@Nullable String why) {
		this.refused = why;
		if (why != null) {
			this.blocked.refuseAll(why);
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
		return this.closed ? "it is closed, as the application is closing" : "it is " + state()
				+ ((this.applicationStops != null) ? ", as " + this.applicationStops : ". Start it again first");
	}

	void move(PoolState to) {
		this.lifecycle.move(to);
		closeLane();
		if (to == PoolState.STARTING || to == PoolState.STOPPING) {
			this.backoff.reset();
		}
		this.startFailures.assess();
		this.waiters.moved();
	}

	/** Makes sure that a task which starts now is looked after when it is over time. */
	void watchFrom(long startedNanos) {
		TaskLooks looks = this.settings.looks();
		if (looks.isAny()) {
			this.supervisor.watchTask(startedNanos, looks.first(), looks.last());
		}
	}

	/** The limits of tasks may have changed, also of those that run. */
	void watchAnew() {
		long now = nanos();
		watchFrom(now);
		watchUntil(now);
	}

	/** Those who wait until a time look how late it is now. */
	void clockMoved() {
		try (Held held = holdSilentlyBeside()) {
			this.crew.wakeAll();
		}
	}

	void watchUntil(long deadline) {
		this.supervisor.wakeBy(deadline);
	}

	/** A worker goes to look for work, which is a task only if it finds some. */
	void lookBegins() {
		this.accepted.incrementAndGet();
	}

	/** A look was no task. */
	void lookFoundNothing() {
		this.accepted.decrementAndGet();
	}

	/** A look was a task. */
	void lookFoundWork() {
		this.worked = true;
	}

	/** So many items wait elsewhere: calls the workers for them that are there. */
	void told(long items) {
		try (Held held = hold()) {
			this.demand.told(items);
			if (state().runsTasks()) {
				this.crew.call(items, this.ticker.nanos());
			}
			settle();
		}
	}

	/** How many are looking for work, of which nobody knows yet whether there is any. */
	int looking() {
		int looking = 0;
		for (WorkerLoop loop : this.crew.workers()) {
			Execution<?> taken = loop.taken();
			if (taken != null && taken.isLook() && (!taken.isDecided() || taken.foundNothing())) {
				looking++;
			}
		}
		return looking;
	}

}
