package io.github.parallelpools.engine;

import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
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

	private static final ThreadLocal<@Nullable PoolMonitor> SERVING = new ThreadLocal<>();

	// Guarded by the pool's lock.

	Phase phase = Phase.STARTING;

	boolean waiting;

	boolean dismissed;

	boolean replaced;

	/** For the lock that tasks of the pool need. */
	@Nullable LockRequest wish;

	final Idleness idleness = new Idleness();

	/** The round of the demand in which it last began to look for work. */
	long lookedIn;

	/**
	 * The task that it has not come back from; it is told of, executed, or its end is
	 * told. Read without the lock, too.
	 */
	volatile @Nullable Execution<?> taken;

	final Condition wakeup;

	final EndOrders orders;

	private final PoolMonitor monitor;

	private final LoopServices services;

	private final WorkerSpec spec;

	private final Thread thread;

	private final Instant startedAt = Instant.now();

	private volatile @Nullable Worker worker;

	private volatile long tasks;

	/** Whether its death was counted; the loop's. */
	private boolean crashed;

	WorkerLoop(PoolMonitor monitor, LoopServices services, WorkerSpec spec) {
		this.monitor = monitor;
		this.services = services;
		this.spec = spec;
		this.wakeup = monitor.newCondition();
		this.orders = new EndOrders(monitor, services, this::abort);
		this.thread = services.factory().thread("parallel-" + spec.worker(), this);
	}

	/**
	 * Whether the calling thread serves that pool, so that it must not wait for the pool.
	 */
	static boolean isServing(PoolMonitor monitor) {
		return SERVING.get() == monitor;
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
			this.services.staffing().retire(this, "its thread could not be started: " + ex);
		}
	}

	@Override
	public void run() {
		SERVING.set(this.monitor);
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
			this.services.staffing().retire(this, reason);
		}
	}

	private void serve(Worker opened) {
		String pid = opened.pid().isPresent() ? " (process " + opened.pid().getAsLong() + ")" : "";
		logger.log(System.Logger.Level.INFO, "Worker {0} started{1}", id(), pid);
		for (Execution<?> task; (task = this.services.outlet().take(this)) != null;) {
			execute(opened, task);
		}
	}

	private void execute(Worker opened, Execution<?> task) {
		if (!task.isDecided() && !task.isLook()) {
			this.services.completion().started(task);
		}
		Object payload = task.started(this.services.ticker().nanos());
		this.orders.begin(task);
		this.monitor.watchFrom(task.startedNanos());
		TaskOutcome outcome = executeUnlessDecided(opened, payload, task);
		boolean ordered = this.orders.end(task);
		this.services.gate().leave(opened.lockOwner());
		this.services.locks().taskEnded(task, opened.lockOwner());
		if (outcome instanceof TaskOutcome.Died && !ordered) {
			crashed();
		}
		task.decide(outcome);
		if (!task.isLook() || isFound(outcome)) {
			this.tasks++;
		}
		this.services.completion().deliver(task);
	}

	/**
	 * Whether a look for work has brought the worker anything but its death. A worker
	 * that dies of its first one has done nothing, and the next one had better wait.
	 */
	private static boolean isFound(TaskOutcome outcome) {
		return !(outcome instanceof TaskOutcome.Died)
				&& !(outcome instanceof TaskOutcome.Succeeded succeeded && succeeded.value() == null);
	}

	private TaskOutcome executeUnlessDecided(Worker opened, Object payload, Execution<?> task) {
		TaskOutcome decided = task.outcome();
		if (decided != null) {
			return decided;
		}
		try {
			Object encoded = (payload instanceof Unencoded late) ? this.services.factory().encode(late.work())
					: payload;
			return checked(task, opened.execute(encoded, task));
		}
		catch (Throwable ex) {
			return new TaskOutcome.Failed(ex);
		}
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
		this.services.outlet().wake(this);
	}

	/** Whether the worker can take another task. */
	boolean isWorkerAlive() {
		Worker opened = this.worker;
		return opened != null && opened.isAlive();
	}

	/** Has the worker end what it does, or not even start. */
	private void abort() {
		Worker opened = this.worker;
		if (opened == null) {
			this.thread.interrupt();
			return;
		}
		try {
			opened.abort();
			if (this.orders.isLooking()) {
				this.thread.interrupt();
			}
		}
		catch (Throwable ex) {
			logger.log(System.Logger.Level.ERROR,
					"Worker " + id() + " could not be ordered to end; it is abandoned if it does not end by itself",
					ex);
		}
	}

	LockOwner lockOwner() {
		return Objects.requireNonNull(this.worker, "Only a worker that was opened owns locks").lockOwner();
	}

	/** What it keeps locked if it is given up, for people to read. */
	String keptLocks() {
		Worker opened = this.worker;
		return (opened != null) ? this.services.locks().keptBy(opened.lockOwner()) : "";
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
		Execution<?> task = this.orders.current();
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
