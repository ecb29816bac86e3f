package io.github.parallelpools.engine;

import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The life of one worker, in a thread of its own: open it, come for tasks and execute
 * them until there is a reason to leave, close it. A worker that died is never opened
 * again; the pool starts another loop if it wants one.
 *
 * <pre>
 *   STARTING --opened--> IDLE --took a task--> BUSY --> IDLE ...
 *       |                 |                     |
 *       '----failed-------+--released, dismissed, dead
 *                         v
 *                      LEAVING --closed--> GONE      (abandoned: from anywhere to GONE)
 * </pre>
 */
final class WorkerLoop implements Runnable {

	enum Phase {

		STARTING, IDLE, BUSY, LEAVING, GONE

	}

	private static final System.Logger logger = System.getLogger(WorkerLoop.class.getName());

	private static final ThreadLocal<@Nullable PoolCore> SERVING = new ThreadLocal<>();

	// Guarded by the pool's lock.

	Phase phase = Phase.STARTING;

	boolean waiting;

	boolean dismissed;

	boolean replaced;

	/**
	 * The task that it has not come back from; it is told of, executed, or its end is
	 * told. Read without the lock, too.
	 */
	volatile @Nullable Execution<?> taken;

	final Condition wakeup;

	private final PoolCore core;

	private final LoopServices services;

	private final WorkerSpec spec;

	private final Thread thread;

	private final Instant startedAt = Instant.now();

	private volatile @Nullable Worker worker;

	/** The task that is executed now; written by the loop, under this loop's monitor. */
	private volatile @Nullable Execution<?> current;

	private volatile long tasks;

	/** Whether its death was counted; the loop's. */
	private boolean crashed;

	/** The order to end that was given for one task. */
	private volatile @Nullable Order taskOrder;

	/** The order to end that was given for the worker as a whole. */
	private volatile @Nullable Order workerOrder;

	/**
	 * An order to end.
	 *
	 * @param task the task, {@code null} for whatever the worker does
	 * @param abandonAt when the worker is abandoned if it has not obeyed
	 */
	private record Order(@Nullable Execution<?> task, long abandonAt) {
	}

	WorkerLoop(PoolCore core, LoopServices services, WorkerSpec spec) {
		this.core = core;
		this.services = services;
		this.spec = spec;
		this.wakeup = core.newCondition();
		this.thread = services.factory().thread("parallel-" + spec.worker(), this);
	}

	/**
	 * Whether the calling thread serves that pool, so that it must not wait for the pool.
	 */
	static boolean isServing(PoolCore core) {
		return SERVING.get() == core;
	}

	String id() {
		return this.spec.worker();
	}

	void start() {
		try {
			this.thread.start();
		}
		catch (Throwable ex) {
			this.services.totals().startFailures.increment();
			this.core.retire(this, "its thread could not be started: " + ex);
		}
	}

	@Override
	public void run() {
		SERVING.set(this.core);
		String failure = null;
		try {
			Worker opened = this.services.factory().open(this.spec, this::died);
			this.worker = opened;
			serve(opened);
		}
		catch (InterruptedException ex) {
			// Dismissed while starting: whoever did that has no use for the worker.
			logger.log(System.Logger.Level.DEBUG, "Worker {0} was dismissed while it started", id());
		}
		catch (WorkerStartException ex) {
			failure = ex.getMessage();
			this.services.totals().startFailures.increment();
			logger.log(System.Logger.Level.WARNING, "Worker {0} could not start: {1}", id(), failure);
		}
		catch (Throwable ex) {
			failure = "its loop failed: " + ex;
			if (this.worker == null) {
				this.services.totals().startFailures.increment();
			}
			logger.log(System.Logger.Level.ERROR, "The loop of worker " + id() + " failed; it is replaced", ex);
		}
		finally {
			retire(failure);
		}
	}

	/** Leaves, whatever goes wrong: a pool must not wait for a worker that is gone. */
	private void retire(@Nullable String failure) {
		String reason = failure;
		try {
			reason = close(failure);
		}
		finally {
			this.core.retire(this, reason);
		}
	}

	private void serve(Worker opened) {
		String pid = opened.pid().isPresent() ? " (process " + opened.pid().getAsLong() + ")" : "";
		logger.log(System.Logger.Level.INFO, "Worker {0} started{1}", id(), pid);
		for (Execution<?> task; (task = this.core.take(this)) != null;) {
			execute(opened, task);
		}
	}

	private void execute(Worker opened, Execution<?> task) {
		if (!task.isDecided()) {
			this.services.completion().started(task);
		}
		Object payload = begin(task);
		TaskOutcome outcome = executeUnlessDecided(opened, payload, task);
		boolean ordered = end(task);
		if (outcome instanceof TaskOutcome.Died && !ordered) {
			crashed();
		}
		task.decide(outcome);
		this.services.completion().deliver(task);
	}

	private static TaskOutcome executeUnlessDecided(Worker opened, Object payload, Execution<?> task) {
		TaskOutcome decided = task.outcome();
		if (decided != null) {
			return decided;
		}
		try {
			return checked(task, opened.execute(payload, task));
		}
		catch (Throwable ex) {
			return new TaskOutcome.Failed(ex);
		}
	}

	private Object begin(Execution<?> task) {
		Object payload = task.started(this.services.ticker().nanos());
		synchronized (this) {
			// What listeners may have left behind.
			Thread.interrupted();
			this.current = task;
		}
		this.core.watchFrom(task.startedNanos());
		return payload;
	}

	/** Ends the execution, and with it the time in which it can be aborted. */
	private synchronized boolean end(Execution<?> task) {
		Order order = this.taskOrder;
		boolean ordered = this.workerOrder != null || (order != null && order.task() == task);
		this.current = null;
		this.taskOrder = null;
		Thread.interrupted();
		this.tasks++;
		return ordered;
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

	private @Nullable String close(@Nullable String failure) {
		Worker opened = this.worker;
		if (opened == null) {
			return failure;
		}
		try {
			opened.close();
		}
		catch (Throwable ex) {
			logger.log(System.Logger.Level.ERROR, "Worker " + id() + " could not be closed", ex);
		}
		String cause = opened.causeOfDeath();
		if (cause == null) {
			logger.log(System.Logger.Level.INFO, "Worker {0} ended after {1} tasks", id(), this.tasks);
			return failure;
		}
		logger.log(System.Logger.Level.WARNING, "Worker {0} died after {1} tasks: {2}", id(), this.tasks, cause);
		crashed();
		if (this.tasks > 0) {
			return failure;
		}
		return "Worker %s died before it had run a task: %s".formatted(id(), cause);
	}

	private void crashed() {
		if (!this.crashed) {
			this.crashed = true;
			this.services.totals().crashed.increment();
		}
	}

	private void died() {
		this.core.wake(this);
	}

	/** Whether the worker can take another task. */
	boolean isWorkerAlive() {
		Worker opened = this.worker;
		return opened != null && opened.isAlive();
	}

	/** Gives the worker time to end a task, counted from now, before it is abandoned. */
	void condemn(Execution<?> task) {
		Order given = this.taskOrder;
		if (given == null || given.task() != task) {
			Order order = order(task);
			this.taskOrder = order;
			this.core.watchUntil(order.abandonAt());
		}
	}

	/**
	 * Ends the execution of a task by force, unless it has ended. Returns without
	 * waiting.
	 */
	boolean abort(Execution<?> task) {
		synchronized (this) {
			if (this.current != task) {
				return false;
			}
			condemn(task);
			abortWorker();
			return true;
		}
	}

	/**
	 * Ends a dismissed worker by force, whatever it does. Returns without waiting, and
	 * whether this is the first such order.
	 */
	boolean destroy(TaskOutcome outcome) {
		synchronized (this) {
			boolean first = this.workerOrder == null;
			if (first) {
				Order order = order(null);
				this.workerOrder = order;
				this.core.watchUntil(order.abandonAt());
			}
			// A dismissed worker takes no other one.
			Execution<?> task = this.taken;
			if (task != null) {
				task.decide(outcome);
			}
			if (this.worker == null) {
				this.thread.interrupt();
			}
			else {
				abortWorker();
			}
			return first;
		}
	}

	private Order order(@Nullable Execution<?> task) {
		return new Order(task, this.services.ticker().nanos() + this.services.killGrace().toNanos());
	}

	/** When this loop is to be abandoned; takes no lock, as the supervisor asks. */
	@Nullable Long abandonAt() {
		Order order = this.workerOrder;
		if (order == null) {
			order = this.taskOrder;
			if (order == null || order.task() != this.current) {
				return null;
			}
		}
		return order.abandonAt();
	}

	private void abortWorker() {
		Worker opened = this.worker;
		if (opened == null) {
			return;
		}
		try {
			opened.abort();
		}
		catch (Throwable ex) {
			logger.log(System.Logger.Level.ERROR,
					"Worker " + id() + " could not be ordered to end; it is abandoned if it does not end by itself",
					ex);
		}
	}

	@Nullable Execution<?> current() {
		return this.current;
	}

	StackTraceElement[] stack() {
		return this.thread.getStackTrace();
	}

	/** Interrupts the start of the worker; called under the pool's lock. */
	void interruptStart() {
		this.thread.interrupt();
	}

	/** Called under the pool's lock. */
	WorkerSnapshot snapshot() {
		Worker opened = this.worker;
		Execution<?> task = this.current;
		WorkerSnapshot.State state = switch (this.phase) {
			case STARTING -> WorkerSnapshot.State.STARTING;
			case BUSY -> WorkerSnapshot.State.BUSY;
			case IDLE, LEAVING, GONE -> WorkerSnapshot.State.IDLE;
		};
		WorkerSnapshot.RunningTask running = (task != null) ? new WorkerSnapshot.RunningTask(task.id(),
				Duration.ofNanos(task.elapsedNanos(this.services.ticker().nanos()))) : null;
		Long pid = (opened != null && opened.pid().isPresent()) ? opened.pid().getAsLong() : null;
		return new WorkerSnapshot(id(), state, pid, this.startedAt, this.tasks, running);
	}

}
