package io.github.parallelpools.engine.pool;

import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.TaskOwner;
import io.github.parallelpools.engine.task.TaskQueue;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.Work;

/**
 * One pool, for what feeds it: hands on what that asks and tells to the part of the pool
 * that it is for. What is said to be called under the lock is called by a worker's loop
 * that came for a task.
 */
public final class FedPool {

	private final TaskOwner owner;

	private final PoolCore core;

	private final TaskQueue queue;

	private final Staffing staffing;

	private final Completion completion;

	private final WorkerFactory factory;

	FedPool(TaskOwner owner, PoolCore core, Staffing staffing, Completion completion, WorkerFactory factory) {
		this.owner = owner;
		this.core = core;
		this.queue = core.queue;
		this.staffing = staffing;
		this.completion = completion;
		this.factory = factory;
	}

	public String name() {
		return this.core.name();
	}

	/** To whom the tasks belong that come from elsewhere. */
	public TaskOwner owner() {
		return this.owner;
	}

	public long nanos() {
		return this.core.nanos();
	}

	public Object encode(Work work) {
		return this.factory.encodeUnsubmitted(work);
	}

	public PoolState state() {
		return this.core.state();
	}

	/** Whether the pool is closed; takes the lock. */
	public boolean isClosed() {
		return this.core.moves.isClosed();
	}

	/** Whether the pool is closed; called under the lock. */
	public boolean isClosedLocked() {
		return this.core.moves.isClosedLocked();
	}

	/** Whether tasks are taken to run; called under the lock. */
	public boolean runsTasks() {
		return this.core.moves.runsTasks();
	}

	/** Whether tasks wait in the pool's own queue; called under the lock. */
	public boolean hasQueued() {
		return !this.queue.isEmpty();
	}

	/** What the pool knows of the work elsewhere; the lock guards it. */
	public Demand demand() {
		return this.core.demand;
	}

	/** Waits until the worker is called; called under the lock, which is released. */
	public void awaitCall(WorkerLoop loop, long nanos) {
		this.core.idle.awaitCall(loop, nanos);
	}

	/** Takes the lock again that {@link #release()} has released. */
	public void regain() {
		this.core.lock();
	}

	/** Releases the lock for what must not be done under it. */
	public void release() {
		this.core.unlock();
	}

	/** A worker goes to look for work; called under the lock. */
	public void lookBegins() {
		this.core.tasks.lookBegins();
	}

	/** A look has found nothing, so that it was no task; called under the lock. */
	public void lookFoundNothing() {
		this.core.tasks.lookFoundNothing();
	}

	/** A look has found work, so that it was a task; called under the lock. */
	public void lookFoundWork() {
		this.core.moves.worked();
	}

	/** Accepts a task that somebody else ends; called under the lock. */
	public void accept(Execution<?> task) {
		this.core.tasks.accept(task);
	}

	/** Accepts a task into the pool's queue for the calling worker; under the lock. */
	public void add(Execution<?> task) {
		this.core.tasks.add(task);
	}

	/** Makes the moves that follow from what was found; called under the lock. */
	public void settle() {
		this.core.moves.settle();
	}

	/** Tells of the end of a task. Runs foreign code: not called under the lock. */
	public void deliver(Execution<?> task) {
		this.completion.deliver(task);
	}

	/** So many items wait elsewhere: calls and starts workers for them. */
	public void told(long items) {
		this.core.told(items);
		this.staffing.recruit();
	}

	/** Has the supervisor look at the deadlines at this time at the latest. */
	public void watchUntil(long deadline) {
		this.core.deadlines.watchUntil(deadline);
	}

}
