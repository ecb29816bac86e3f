package io.github.parallelpools.engine.run;

import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Whoever executes the tasks of a pool in a thread: a worker's loop, or a caller. Knows
 * nothing of where the tasks come from.
 */
public abstract sealed class Runner permits WorkerLoop, CallerRunner {

	private static final System.Logger logger = System.getLogger(Runner.class.getName());

	private static final TaskOutcome NO_MEMORY = new TaskOutcome.Failed(
			new OutOfMemoryError("The memory of the application was exhausted"));

	/**
	 * The task that it has not come back from; it is told of, executed, or its end is
	 * told. Written under the pool's lock, or by its own thread on the fast lane.
	 */
	private volatile @Nullable Execution<?> taken;

	private final EndOrders orders;

	final LoopServices services;

	/** One of the services, which each task asks several times. */
	final LoopHost host;

	Runner(LoopServices services) {
		this.services = services;
		this.host = services.host();
		this.orders = new EndOrders(services, this);
	}

	/** The task that it has not come back from; asked by any thread. */
	public final @Nullable Execution<?> taken() {
		return this.taken;
	}

	/** It has taken a task; the last one has ended. */
	public final void take(Execution<?> task) {
		this.taken = task;
	}

	/**
	 * It has come back from its task, or gives it back; called under the pool's lock.
	 * @return the task, {@code null} if it had none
	 */
	public final @Nullable Execution<?> letGo() {
		Execution<?> task = this.taken;
		if (task != null) {
			this.taken = null;
		}
		return task;
	}

	/**
	 * What it executes now; if it executes nothing, the task that it has not come back
	 * from.
	 */
	public final @Nullable Execution<?> present() {
		Execution<?> current = this.orders.current();
		return (current != null) ? current : this.taken;
	}

	/** Whether it is with a task, from which it will come back. */
	public boolean isWith(Execution<?> task) {
		return this.taken == task;
	}

	/** It has come back from a task; called under the pool's lock. */
	public final void leave(Execution<?> task) {
		if (this.taken == task) {
			this.taken = null;
		}
	}

	/** Whether it has a task that it has not come back from. */
	public boolean has(Execution<?> task) {
		return this.taken == task;
	}

	/**
	 * The future of a task that it has was cancelled.
	 * @param mayInterrupt whether the task is to be ended by force if it has begun
	 */
	public void cancelled(Execution<?> task, boolean mayInterrupt) {
		if (mayInterrupt) {
			end(task);
		}
	}

	/**
	 * Ends the execution of a task by force, unless it has ended; waits for a moment.
	 * @return whether it was executed
	 */
	public boolean end(Execution<?> task) {
		return this.orders.abort(task);
	}

	/** Has what it was given ahead and has not begun go back. Returns at once. */
	public void takeBack() {
	}

	/**
	 * Waits until all that it was given ahead has begun or gone back.
	 * @param nanos for how long at most
	 */
	public void awaitTakenBack(long nanos) {
	}

	/** It is given up: what it has not begun goes back. */
	public Iterable<Execution<?>> abandoned() {
		return List.of();
	}

	/** What it is ordered. */
	public final EndOrders orders() {
		return this.orders;
	}

	/** Its id, unique within the application. */
	public abstract String id();

	/** The thread that it does everything in. */
	public abstract Thread thread();

	/**
	 * All but its memory, which may take a while to find out; called under the pool's
	 * lock.
	 */
	public abstract WorkerSnapshot snapshot();

	/** Does what a task is to do. What it throws is the failure of the task. */
	abstract TaskOutcome perform(Object payload, Execution<?> task) throws Exception;

	/**
	 * A task was performed, or its end was decided before, and it may not have begun.
	 * @param given whether the worker had more than one task
	 */
	abstract void performed(Execution<?> task, TaskOutcome outcome, boolean ordered, boolean given);

	/** It has ended a task and tells of that next. */
	abstract void tells();

	/** Whether a thread takes locks for it. */
	public abstract boolean locksAs(LockUser user);

	/** What it keeps locked if it is given up, for people to read. */
	public abstract String keptLocks();

	/** Has it end what it does by force, or not even start. Returns without waiting. */
	abstract void abort();

	/** Interrupts what it does, so that it may end by itself. Returns soon. */
	abstract void interrupt();

	/** Whether the task that it executes has begun, {@code true} if nobody knows. */
	public abstract boolean hasBegun();

	/**
	 * How many bytes of its process are resident; empty if it has none of its own, or
	 * nobody knows. May read a file.
	 */
	public OptionalLong residentMemory() {
		return OptionalLong.empty();
	}

	/** What it does at this moment, {@code null} if it does not tell in time. */
	public abstract @Nullable String lastWords(Duration patience);

	/** Forgets interrupts that are not meant for what its thread does next. */
	abstract void clearInterrupt();

	final void execute(Execution<?> task) {
		finish(task, carryOut(task), false);
	}

	/**
	 * A task was executed: settles what becomes of it, and tells of its end.
	 * @param given whether the worker had more than one task
	 */
	final void finish(Execution<?> task, TaskOutcome outcome, boolean given) {
		boolean ordered = isOrdered(task);
		try {
			performed(task, outcome, ordered, given);
		}
		finally {
			TaskOutcome end = settle(task, outcome, ordered);
			if (end != null) {
				end(task, end);
			}
		}
	}

	/** A task was executed; returns whether its end was ordered, or its worker's. */
	final boolean isOrdered(Execution<?> task) {
		return this.orders.end(task) | isKilled();
	}

	/** Whether its worker was killed here, whatever it ran. */
	boolean isKilled() {
		return false;
	}

	/** Whatever is thrown, also for want of memory, is the failure of the task. */
	private TaskOutcome carryOut(Execution<?> task) {
		try {
			TaskOutcome decided = task.outcome();
			if (decided != null) {
				return decided;
			}
			if (!task.isLook()) {
				this.host.started(task);
			}
			long now = this.services.ticker().nanos();
			@Nullable Object payload = task.started(now);
			this.orders.begin(task);
			this.host.watchFrom(now);
			return performUnlessDecided(payload, task);
		}
		catch (Throwable ex) {
			return failed(ex);
		}
	}

	/** The outcome of a task that threw something, perhaps because memory is short. */
	static TaskOutcome failed(Throwable error) {
		try {
			return new TaskOutcome.Failed(error);
		}
		catch (OutOfMemoryError ex) {
			return NO_MEMORY;
		}
	}

	/** How the task ends, {@code null} if it was put back to be run again. */
	final @Nullable TaskOutcome settle(Execution<?> task, TaskOutcome outcome, boolean ordered) {
		if (!(outcome instanceof TaskOutcome.Died died)) {
			// If it is with the task no more, it was abandoned with it.
			return isWith(task) ? outcome : null;
		}
		try {
			return this.host.settle(this, task, died, ordered);
		}
		catch (OutOfMemoryError ex) {
			return isWith(task) ? outcome : null;
		}
		catch (Throwable ex) {
			SafeLog.log(logger, System.Logger.Level.ERROR, "What becomes of task " + task.id()
					+ " could not be settled; it ends as it was run, unless it is queued again", ex);
			return isWith(task) ? outcome : null;
		}
	}

	/** A task has ended, if nobody has decided that it has ended otherwise. */
	final void end(Execution<?> task, TaskOutcome end) {
		task.decide(end);
		tells();
		this.host.deliver(task);
		if (!(task.outcome() instanceof TaskOutcome.Died)) {
			// Of those, whoever tells of the end still needs what they were given.
			task.forget();
		}
	}

	/** How a task ended, for those who asked for it. */
	static TaskOutcome told(Execution<?> task, TaskOutcome outcome) {
		return (task.resultType() == null) ? task.obeyed(outcome) : task.obeyed(checked(task, outcome));
	}

	private TaskOutcome performUnlessDecided(@Nullable Object payload, Execution<?> task) throws Exception {
		TaskOutcome decided = task.outcome();
		if (decided != null) {
			return decided;
		}
		if (task.isStopRequested() && !task.isInterruptRequested()) {
			return new TaskOutcome.Cancelled("it was asked to stop before it began");
		}
		Object given = Objects.requireNonNull(payload, "A task was taken twice");
		return told(task, perform(given, task));
	}

	private static TaskOutcome checked(Execution<?> task, TaskOutcome outcome) {
		Class<?> type = task.resultType();
		if (type == null || !(outcome instanceof TaskOutcome.Succeeded succeeded) || succeeded.value() == null
				|| MethodType.methodType(type).wrap().returnType().isInstance(succeeded.value())) {
			return outcome;
		}
		return new TaskOutcome.Failed(new ClassCastException("The handler returned a %s, but a %s was asked for"
			.formatted(succeeded.value().getClass().getName(), type.getName())));
	}

	/** What it runs now; called under the pool's lock. */
	final WorkerSnapshot.@Nullable RunningTask running() {
		Execution<?> task = this.orders.current();
		return (task != null) ? new WorkerSnapshot.RunningTask(task.id(), task.tag(),
				Duration.ofNanos(task.elapsedNanos(this.services.ticker().nanos())), task.progress()) : null;
	}

}
