package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Lifespan;
import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.task.Unencoded;
import io.github.parallelpools.engine.time.Patience;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The life of one worker, in a thread of its own: open it, come for tasks and execute
 * them until there is a reason to leave, close it. A worker that died is never opened
 * again; the pool starts another loop if it wants one.
 */
public final class WorkerLoop extends Runner implements Runnable {

	private static final System.Logger logger = System.getLogger(WorkerLoop.class.getName());

	private static final StartBackoff.Failure NO_MEMORY = new StartBackoff.Failure(StartBackoff.Stage.START,
			"its thread could not be started: the memory of the application was exhausted", 0);

	private final Member<WorkerLoop> member;

	private final WorkerSpec spec;

	private final Thread thread;

	private final Instant startedAt = Instant.now();

	private final WorkerLocks locks;

	private volatile @Nullable Worker worker;

	/** Whether its death was counted; the loop's. */
	private boolean crashed;

	/** Whether it died of a task, or with one after others; the loop's. */
	private boolean diedOfTask;

	public WorkerLoop(LoopServices services, WorkerSpec spec, Condition wakeup, Lifespan lifespan) {
		super(services);
		this.spec = spec;
		this.member = new Member<>(this, wakeup, lifespan);
		this.thread = services.factory().thread("parallel-" + spec.worker(), this);
		this.locks = new WorkerLocks(services, spec.worker(), this.thread);
	}

	@Override
	public String id() {
		return this.spec.worker();
	}

	/** What the rules of the crew know of it. */
	public Member<WorkerLoop> member() {
		return this.member;
	}

	public void start() {
		try {
			this.thread.start();
		}
		catch (Throwable ex) {
			this.services.host().count(Totals.Total.START_FAILURES);
			this.services.host().left(this, unstarted(ex));
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
			CallingThread.running(this.services.pool(), this);
			Worker opened = this.services.factory().open(this.spec, this::call);
			this.worker = opened;
			serve(opened);
		}
		catch (InterruptedException ex) {
			// Dismissed while starting: whoever did that has no use for the worker.
			SafeLog.log(logger, System.Logger.Level.DEBUG, "Worker {0} was dismissed while it started", id());
		}
		catch (WorkerStartException ex) {
			failure = ex.getMessage();
			this.services.host().count(Totals.Total.START_FAILURES);
			SafeLog.log(logger, System.Logger.Level.WARNING, "Worker {0} could not start: {1}", id(), failure);
		}
		catch (Throwable ex) {
			leaveTask(ex);
			ErrorText text = ErrorText.of(ex);
			failure = "its loop failed: " + text.summary();
			if (this.worker == null) {
				this.services.host().count(Totals.Total.START_FAILURES);
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
				this.services.host().giveBack(this);
				Execution<?> begun = taken();
				if (begun != null) {
					orders().end(begun);
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
			StartBackoff.Failure death = leave();
			reason = (death != null) ? death : reason;
		}
		finally {
			this.services.host().left(this, reason);
		}
	}

	/** Returns how the worker died, if it did. */
	private StartBackoff.@Nullable Failure leave() {
		try {
			this.services.gate().leaves(this);
		}
		catch (Throwable ex) {
			SafeLog.log(logger, System.Logger.Level.ERROR,
					"Worker " + id() + " may keep the lock of its pool, which can be released by hand", ex);
		}
		return close();
	}

	private static StartBackoff.@Nullable Failure failed(@Nullable String failure) {
		return (failure != null) ? new StartBackoff.Failure(StartBackoff.Stage.START, failure, 0) : null;
	}

	private void serve(Worker opened) {
		String pid = opened.pid().isPresent() ? " (process " + opened.pid().getAsLong() + ")" : "";
		SafeLog.log(logger, this.services.level(), "Worker {0} started{1}", id(), pid);
		for (Execution<?> task; (task = this.services.host().next(this)) != null;) {
			execute(task);
			this.locks.awaitReturn(orders()::isDestroyed);
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
			this.locks.taskEnded(task);
		}
		boolean began = task.hasBegun() && (!(outcome instanceof TaskOutcome.Died died) || died.began());
		if (began && (!task.isLook() || isFound(outcome))) {
			this.member.ranTask();
		}
		// Where each worker gets something done, there is no crash loop.
		if ((began || this.member.tasks() > 0) && outcome instanceof TaskOutcome.Died && !ordered) {
			this.diedOfTask = true;
			crashed();
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
		this.member.tells();
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
			SafeLog.log(logger, this.services.level(), "Worker {0} ended after {1} tasks", id(), this.member.tasks());
			return null;
		}
		SafeLog.log(logger, System.Logger.Level.WARNING, "Worker {0} died after {1} tasks: {2}", id(),
				this.member.tasks(), cause);
		crashed();
		return died(cause);
	}

	private StartBackoff.@Nullable Failure died(String cause) {
		if (this.member.tasks() == 0) {
			return new StartBackoff.Failure(StartBackoff.Stage.UNTRIED,
					"Worker %s died before it had run a task: %s".formatted(id(), cause), this.member.readyAt());
		}
		if (this.diedOfTask) {
			return null;
		}
		return new StartBackoff.Failure(StartBackoff.Stage.TRIED,
				"Worker %s died while it was idle, soon after its start: %s".formatted(id(), cause),
				this.member.readyAt());
	}

	private void crashed() {
		if (!this.crashed) {
			this.crashed = true;
			this.services.host().count(Totals.Total.CRASHED);
		}
	}

	/** Has it look again, if it waits. */
	void call() {
		this.services.host().wake(this);
	}

	/** Whether the worker can take another task. */
	public boolean isWorkerAlive() {
		Worker opened = this.worker;
		return opened != null && opened.isAlive();
	}

	/** Looks how much memory it has; takes its time. */
	public void weigh() {
		Worker opened = this.worker;
		if (opened != null) {
			this.member.lifespan().weighing(this.member.tasks(), this.services.ticker().nanos());
			opened.residentMemory().ifPresent(this.member.lifespan()::weighed);
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
			if (orders().isLooking()) {
				this.thread.interrupt();
			}
		}
		catch (Throwable ex) {
			SafeLog.log(logger, System.Logger.Level.ERROR,
					"Worker " + id() + " could not be ordered to end; it is abandoned if it does not end by itself",
					ex);
		}
	}

	WorkerLocks locks() {
		return this.locks;
	}

	@Override
	public String keptLocks() {
		return this.locks.kept();
	}

	@Override
	void interrupt() {
		Worker opened = this.worker;
		if (opened != null) {
			opened.interrupt();
		}
	}

	@Override
	public boolean hasBegun() {
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
	public Thread thread() {
		return this.thread;
	}

	/** Interrupts the start of the worker; called under the pool's lock. */
	public void interruptStart() {
		this.thread.interrupt();
	}

	@Override
	public WorkerSnapshot snapshot() {
		Worker opened = this.worker;
		WorkerSnapshot.State state = switch (this.member.phase()) {
			case STARTING -> WorkerSnapshot.State.STARTING;
			case BUSY -> WorkerSnapshot.State.BUSY;
			case IDLE, LEAVING, GONE -> WorkerSnapshot.State.IDLE;
		};
		Long pid = (opened != null && opened.pid().isPresent()) ? opened.pid().getAsLong() : null;
		return new WorkerSnapshot(id(), state, pid, this.startedAt, this.member.tasks(), running());
	}

}
