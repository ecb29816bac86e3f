package io.github.parallelpools.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.Patience;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.spi.ErrorText;
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
final class WorkerLoop extends Runner implements Runnable {

	enum Phase {

		STARTING, IDLE, BUSY, LEAVING, GONE

	}

	private static final System.Logger logger = System.getLogger(WorkerLoop.class.getName());

	private static final StartBackoff.Failure NO_MEMORY = new StartBackoff.Failure(StartBackoff.Stage.START,
			"its thread could not be started: the memory of the application was exhausted", 0);

	// Guarded by the pool's lock.

	Phase phase = Phase.STARTING;

	boolean waiting;

	boolean dismissed;

	boolean replaced;

	/** Whether it is about to be killed, so that somebody else takes its place. */
	boolean doomed;

	/** Whether it is to be replaced, as far as it knows itself; the loop's. */
	boolean due;

	/** When it was opened. */
	long readyAt;

	/** Whether it has come back from a task. */
	boolean served;

	/**
	 * Whether it has ended its task and only tells of it. Set by the loop before anybody
	 * can know of the end, so that whoever acts on that sees it.
	 */
	boolean telling;

	/** Until when a task is left to it that was submitted while it told of the last. */
	@Nullable Long expectedUntil;

	/** For the lock that tasks of the pool need. */
	@Nullable LockRequest wish;

	/** Whether somebody gives back that lock for it, which it does not need any more. */
	boolean givingBack;

	final Idleness idleness = new Idleness();

	/** The round of the demand in which it last began to look for work. */
	long lookedIn;

	final Condition wakeup;

	final Lifespan lifespan;

	private final WorkerSpec spec;

	private final Thread thread;

	private final Instant startedAt = Instant.now();

	private volatile @Nullable Worker worker;

	private volatile long tasks;

	/** Whether its death was counted; the loop's. */
	private boolean crashed;

	/** Whether it died of a task, or with one after others; the loop's. */
	private boolean diedOfTask;

	WorkerLoop(PoolMonitor monitor, LoopServices services, WorkerSpec spec) {
		super(monitor, services);
		this.spec = spec;
		this.wakeup = monitor.newCondition();
		this.lifespan = new Lifespan(monitor.settings.upkeep().recycle(), services.random(), services.ticker().nanos());
		this.thread = services.factory().thread("parallel-" + spec.worker(), this);
	}

	@Override
	String id() {
		return this.spec.worker();
	}

	void start() {
		try {
			this.thread.start();
		}
		catch (Throwable ex) {
			this.services.totals().startFailures.increment();
			this.services.staffing().retire(this, unstarted(ex));
		}
	}

	private static StartBackoff.Failure unstarted(Throwable error) {
		try {
			return new StartBackoff.Failure(StartBackoff.Stage.START,
					"its thread could not be started: " + ErrorText.of(error).summary(), 0);
		}
		catch (OutOfMemoryError ex) {
			return NO_MEMORY;
		}
	}

	@Override
	public void run() {
		String failure = null;
		try {
			Duty.running(this.monitor, this);
			Worker opened = this.services.factory().open(this.spec, this::died);
			this.worker = opened;
			serve(opened);
		}
		catch (InterruptedException ex) {
			// Dismissed while starting: whoever did that has no use for the worker.
			SafeLog.log(logger, System.Logger.Level.DEBUG, "Worker {0} was dismissed while it started", id());
		}
		catch (WorkerStartException ex) {
			failure = ex.getMessage();
			this.services.totals().startFailures.increment();
			SafeLog.log(logger, System.Logger.Level.WARNING, "Worker {0} could not start: {1}", id(), failure);
		}
		catch (Throwable ex) {
			leaveTask(ex);
			ErrorText text = ErrorText.of(ex);
			failure = "its loop failed: " + text.summary();
			if (this.worker == null) {
				this.services.totals().startFailures.increment();
			}
			SafeLog.log(logger, System.Logger.Level.ERROR, "The loop of worker " + id() + " failed; it is replaced",
					ex);
		}
		finally {
			retire(failure);
		}
	}

	/** The loop has failed with a task that it has taken, which must not be lost. */
	private void leaveTask(Throwable error) {
		while (true) {
			try {
				this.services.outlet().giveBack(this);
				Execution<?> begun = this.taken;
				if (begun != null) {
					this.orders.end(begun);
					end(begun, failed(error));
				}
				return;
			}
			catch (OutOfMemoryError ex) {
				Patience.pause();
			}
		}
	}

	/** Leaves, whatever goes wrong: a pool must not wait for a worker that is gone. */
	private void retire(@Nullable String failure) {
		StartBackoff.Failure reason = null;
		try {
			reason = failed(failure);
			StartBackoff.Failure death = close();
			reason = (death != null) ? death : reason;
		}
		finally {
			this.services.staffing().retire(this, reason);
		}
	}

	private static StartBackoff.@Nullable Failure failed(@Nullable String failure) {
		return (failure != null) ? new StartBackoff.Failure(StartBackoff.Stage.START, failure, 0) : null;
	}

	private void serve(Worker opened) {
		String pid = opened.pid().isPresent() ? " (process " + opened.pid().getAsLong() + ")" : "";
		SafeLog.log(logger, this.services.level(), "Worker {0} started{1}", id(), pid);
		for (Execution<?> task; (task = this.services.outlet().take(this)) != null;) {
			execute(task);
		}
	}

	@Override
	TaskOutcome perform(Object payload, Execution<?> task) {
		return Objects.requireNonNull(this.worker, "A task is run by an open worker")
			.execute((payload instanceof Unencoded late) ? encode(late, task) : payload, task);
	}

	/** Encodes once: if the task is run again, what it was given may have changed. */
	private Object encode(Unencoded late, Execution<?> task) {
		Object encoded = this.services.factory().encode(late.work());
		task.encoded(encoded);
		return encoded;
	}

	@Override
	void performed(Execution<?> task, TaskOutcome outcome, boolean ordered) {
		if (isWorkerAlive()) {
			// The locks of a killed process are released when its connection ends: until
			// then it may still run.
			giveBackLocks(task);
		}
		boolean began = !(outcome instanceof TaskOutcome.Died died) || died.began();
		if (began && (!task.isLook() || isFound(outcome))) {
			this.tasks++;
		}
		// Where each worker gets something done, there is no crash loop.
		if ((began || this.tasks > 0) && outcome instanceof TaskOutcome.Died && !ordered) {
			this.diedOfTask = true;
			crashed();
		}
	}

	private void giveBackLocks(Execution<?> task) {
		LockOwner owner = lockOwner();
		while (true) {
			try {
				this.services.gate().leave(owner);
				this.services.locks().taskEnded(task, owner);
				return;
			}
			catch (OutOfMemoryError ex) {
				// Other tasks wait for these locks.
				Patience.pause();
			}
		}
	}

	/**
	 * Whether a look for work has brought the worker anything but its death. A worker
	 * that dies of its first one has done nothing, and the next one had better wait.
	 */
	private static boolean isFound(TaskOutcome outcome) {
		return !(outcome instanceof TaskOutcome.Died)
				&& !(outcome instanceof TaskOutcome.Succeeded succeeded && succeeded.value() == null);
	}

	@Override
	void tells() {
		this.telling = true;
	}

	/** Returns how the worker died, if it did. */
	private StartBackoff.@Nullable Failure close() {
		Worker opened = this.worker;
		if (opened == null) {
			return null;
		}
		// What a task, a listener or an order has left behind is not for who closes.
		clearInterrupt();
		try {
			opened.close();
		}
		catch (Throwable ex) {
			SafeLog.log(logger, System.Logger.Level.ERROR, "Worker " + id() + " could not be closed", ex);
		}
		String cause = opened.causeOfDeath();
		if (cause == null) {
			SafeLog.log(logger, this.services.level(), "Worker {0} ended after {1} tasks", id(), this.tasks);
			return null;
		}
		SafeLog.log(logger, System.Logger.Level.WARNING, "Worker {0} died after {1} tasks: {2}", id(), this.tasks,
				cause);
		crashed();
		return died(cause);
	}

	private StartBackoff.@Nullable Failure died(String cause) {
		if (this.tasks == 0) {
			return new StartBackoff.Failure(StartBackoff.Stage.UNTRIED,
					"Worker %s died before it had run a task: %s".formatted(id(), cause), this.readyAt);
		}
		if (this.diedOfTask) {
			return null;
		}
		return new StartBackoff.Failure(StartBackoff.Stage.TRIED,
				"Worker %s died while it was idle, soon after its start: %s".formatted(id(), cause), this.readyAt);
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

	/** Whether it may run no more tasks. */
	boolean isSpent() {
		return this.lifespan.isSpent(this.tasks);
	}

	/** Whether it may run no more tasks than the one that it takes now. */
	boolean isLastTask() {
		return this.lifespan.isSpent(this.tasks + 1);
	}

	/** Whether it has run, lived or grown for so long that it is to be replaced. */
	boolean isOver(long now) {
		return this.lifespan.isOver(this.tasks, now);
	}

	/** Whether it has had tasks since it was weighed. */
	boolean isToBeWeighed() {
		return this.lifespan.isToBeWeighed(this.tasks);
	}

	/** Looks how much memory it has; takes its time. */
	void weigh() {
		Worker opened = this.worker;
		if (opened != null) {
			this.lifespan.weighing(this.tasks, this.services.ticker().nanos());
			opened.residentMemory().ifPresent(this.lifespan::weighed);
		}
	}

	@Override
	void abort() {
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
			SafeLog.log(logger, System.Logger.Level.ERROR,
					"Worker " + id() + " could not be ordered to end; it is abandoned if it does not end by itself",
					ex);
		}
	}

	LockOwner lockOwner() {
		return Objects.requireNonNull(this.worker, "Only a worker that was opened owns locks").lockOwner();
	}

	@Override
	String keptLocks() {
		Worker opened = this.worker;
		return (opened != null) ? this.services.locks().keptBy(opened.lockOwner()) : "";
	}

	@Override
	void interrupt() {
		Worker opened = this.worker;
		if (opened != null) {
			opened.interrupt();
		}
	}

	@Override
	boolean hasBegun() {
		Worker opened = this.worker;
		return opened == null || opened.hasBegun();
	}

	@Override
	@Nullable String lastWords(Duration patience) {
		Worker opened = this.worker;
		return (opened != null) ? opened.stack(patience) : null;
	}

	@Override
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Override
	Thread thread() {
		return this.thread;
	}

	/** Interrupts the start of the worker; called under the pool's lock. */
	void interruptStart() {
		this.thread.interrupt();
	}

	@Override
	WorkerSnapshot snapshot() {
		Worker opened = this.worker;
		WorkerSnapshot.State state = switch (this.phase) {
			case STARTING -> WorkerSnapshot.State.STARTING;
			case BUSY -> WorkerSnapshot.State.BUSY;
			case IDLE, LEAVING, GONE -> WorkerSnapshot.State.IDLE;
		};
		Long pid = (opened != null && opened.pid().isPresent()) ? opened.pid().getAsLong() : null;
		return new WorkerSnapshot(id(), state, pid, this.startedAt, this.tasks, running());
	}

}
