package io.github.parallelpools.engine.pool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
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
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.spi.WorkerFactory;

/**
 * The lock of one pool and what it guards: the queue, the crew and the state. Runs no
 * foreign code. What is done with these stands in the classes of its fields: how tasks
 * are accepted, how workers wait, which moves follow, when to look again. It is larger
 * than other classes as it has all of them, and every part of the pool finds the others
 * here.
 * <p>
 * While nothing of that concerns who takes the next task, tasks go by the
 * {@link FastLane}, without the lock. Whoever takes the lock to change something closes
 * it; it is opened again by the next worker that takes a task under the lock.
 */
final class PoolCore implements MemoryUser {

	final LiveSettings settings;

	final Ticker ticker;

	final Totals totals;

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

	/** The callers that run a task themselves. */
	private final Set<CallerRunner> guests = new LinkedHashSet<>();

	final AcceptedTasks tasks;

	final IdleWorkers idle;

	final PoolMoves moves;

	final Deadlines deadlines;

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

	PoolCore(PoolSettings settings, PoolServices services, Totals totals, Demand demand, WorkerFactory factory,
			PoolEvents events) {
		this.settings = new LiveSettings(settings);
		this.ticker = services.ticker();
		this.totals = totals;
		this.events = events;
		this.recovery = new Recovery(totals);
		this.lifecycle = new Lifecycle(settings.name(), events);
		this.queue = TaskQueue.of(settings.queue());
		this.lock = new PoolLock(this.lane, this.queue, events);
		this.inCaller = factory.traits().inCaller();
		this.crew = new Crew<>(this::size);
		this.tasks = new AcceptedTasks(this, this.queue);
		this.idle = new IdleWorkers(this, this.crew);
		this.moves = new PoolMoves(this, this.lifecycle, this.crew, services.helpers());
		this.deadlines = new Deadlines(this, services.supervisor());
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
				&& !this.startFailures.isCounting() && this.backoff.isClear() && this.moves.refused() == null) {
			this.lane.open();
		}
	}

	Condition newCondition() {
		return this.lock.newCondition();
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

	/** Who has taken a task and not come back from it, {@code null} if nobody has. */
	@Nullable Runner holder(Execution<?> task) {
		for (Runner runner : runners()) {
			if (runner.has(task)) {
				return runner;
			}
		}
		return null;
	}

	/** Everybody who may be running a task. */
	List<Runner> runners() {
		List<Runner> runners = new ArrayList<>(this.crew.workers());
		runners.addAll(this.guests);
		return runners;
	}

	/** Whether a thread waits for anything but the pool's lock. */
	boolean isHeldUp(Thread thread) {
		return this.lock.isHeldUp(thread);
	}

	/** How many tasks wait for workers, here and elsewhere. */
	int waiting() {
		return (int) Math.min(Integer.MAX_VALUE - this.queue.size(), this.demand.workers()) + this.queue.size();
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

	/** A caller runs a task itself from now on. */
	void received(CallerRunner guest) {
		this.guests.add(guest);
	}

	boolean hasGuests() {
		return !this.guests.isEmpty();
	}

	/** A caller has left, or is given up; returns whether it was there. */
	boolean dismissed(CallerRunner guest) {
		return this.guests.remove(guest);
	}

	/** So many items wait elsewhere: calls the workers for them that are there. */
	void told(long items) {
		try (Held held = hold()) {
			this.demand.told(items);
			if (state().runsTasks()) {
				this.crew.call(items, this.ticker.nanos());
			}
			this.moves.settle();
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
