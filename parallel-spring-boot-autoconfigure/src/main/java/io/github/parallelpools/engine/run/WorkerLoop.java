package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Lifespan;
import io.github.parallelpools.engine.crew.Member;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.task.Unencoded;
import io.github.parallelpools.engine.time.Patience;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.GivenTask;
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

	/** What its worker has beside the task that this loop is with. */
	private final Window window;

	/** What helpers tell of in place of this loop. */
	private final List<Execution<?>> late = new CopyOnWriteArrayList<>();

	private final Object startGuard = new Object();

	/** Whether its start is over; guarded by the start's guard. */
	private boolean started;

	/** Whether its worker may have several tasks; the loop's. */
	private boolean windowed;

	private volatile boolean aborted;

	/** What the loop came to, if its worker was given that; the loop's. */
	private @Nullable Assignment assigned;

	private volatile @Nullable Worker worker;

	/** Whether its death was counted. */
	private final AtomicBoolean crashed = new AtomicBoolean();

	/** Whether it died of a task, or with one after others. */
	private volatile boolean diedOfTask;

	public WorkerLoop(LoopServices services, WorkerSpec spec, Condition wakeup, Lifespan lifespan) {
		super(services);
		this.spec = spec;
		this.member = new Member<>(this, wakeup, lifespan);
		this.thread = services.factory().thread("parallel-" + spec.worker(), this);
		this.locks = new WorkerLocks(services, spec.worker(), this.thread);
		this.window = new Window(services, this);
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
			this.host.count(Totals.Total.START_FAILURES);
			this.host.left(this, unstarted(ex));
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
			try {
				open();
			}
			finally {
				synchronized (this.startGuard) {
					this.started = true;
				}
			}
			while (step()) {
				continue;
			}
		}
		catch (InterruptedException ex) {
			// Dismissed while starting: whoever did that has no use for the worker.
			SafeLog.log(logger, System.Logger.Level.DEBUG, "Worker {0} was dismissed while it started", id());
		}
		catch (WorkerStartException ex) {
			failure = ex.getMessage();
			this.host.count(Totals.Total.START_FAILURES);
			this.services.events().tell(new PoolEvent.StartFailed(id(), String.valueOf(failure)));
		}
		catch (Throwable ex) {
			leaveTask(ex);
			ErrorText text = ErrorText.of(ex);
			failure = "its loop failed: " + text.summary();
			if (this.worker == null) {
				this.host.count(Totals.Total.START_FAILURES);
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
				if (!this.window.isEmpty()) {
					// It must not run what nobody waits for.
					abort();
				}
				this.host.giveBack(this);
				Execution<?> begun = taken();
				if (begun != null) {
					orders().end(begun);
					end(begun, failed(error));
				}
				if (!this.window.isEmpty()) {
					leaveAhead();
				}
				return;
			}
			catch (OutOfMemoryError ex) {
				Patience.pause();
			}
		}
	}

	private void leaveAhead() {
		this.window.surrender();
		for (Execution<?> left; (left = comeToNext()) != null;) {
			Assignment came = Objects.requireNonNull(this.assigned, "The loop has come to it");
			finish(left, await(left, came.given()), true);
		}
	}

	/** Leaves, whatever goes wrong: a pool must not wait for a worker that is gone. */
	void retire(@Nullable String failure) {
		StartBackoff.Failure reason = null;
		try {
			reason = failed(failure);
			StartBackoff.Failure death = leave();
			reason = (death != null) ? death : reason;
		}
		finally {
			this.host.left(this, reason);
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

	/** Opens the worker. */
	void open() throws WorkerStartException, InterruptedException {
		Worker opened = this.services.factory().open(this.spec, this.window);
		this.worker = opened;
		this.window.open(opened);
		this.windowed = opened.window() > 1;
		Long pid = opened.pid().isPresent() ? opened.pid().getAsLong() : null;
		this.services.events().tell(new PoolEvent.WorkerStarted(id(), pid));
	}

	/**
	 * Comes for a task and executes it.
	 * @return whether it was given one; if not, it leaves
	 */
	boolean step() {
		Execution<?> task = this.host.next(this);
		if (task == null) {
			return false;
		}
		if (!this.windowed || !isGiven(task)) {
			execute(task);
			if (this.locks.isReturning()) {
				this.locks.awaitReturn(orders()::isDestroyed);
			}
		}
		return true;
	}

	/** Whether a task was given to the worker with others, and has ended. */
	private boolean isGiven(Execution<?> task) {
		Assignment came = this.assigned;
		this.assigned = null;
		if (came != null && came.given() != null) {
			this.window.giveFresh();
			finish(task, await(task, came.given()), true);
			return true;
		}
		GivenTask first = this.window.giveFirst(task);
		if (first != null) {
			this.window.giveFresh();
			finish(task, await(task, first), true);
			return true;
		}
		return false;
	}

	/** Whether its worker may have several tasks; asked by the loop. */
	public boolean isWindowed() {
		return this.windowed;
	}

	/** Whether it may take a task without asking under the lock; asked by the loop. */
	public boolean isUncalled() {
		return !this.member.isCalled() && isWorkerAlive();
	}

	/** Has taken a task without the lock; called by the loop. */
	public void takeFast(Execution<?> task) {
		take(task);
		this.member.tellsNoMore();
	}

	/** What its worker has beside the task that this loop is with. */
	public Window window() {
		return this.window;
	}

	/**
	 * Comes to the next task that it has taken ahead; called by the loop.
	 * @return the task, {@code null} if there is none
	 */
	public @Nullable Execution<?> comeToNext() {
		Assignment next = this.window.next();
		this.assigned = next;
		return (next != null) ? next.task() : null;
	}

	/** Waits for a task that the worker was given. */
	TaskOutcome await(Execution<?> task, @Nullable GivenTask given) {
		try {
			if (given == null) {
				return new TaskOutcome.Died("its worker ended before it was given the task", false);
			}
			this.host.started(task);
			return told(task, given.await());
		}
		catch (Throwable ex) {
			return failed(ex);
		}
	}

	/** A helper tells of a task that has ended, as the loop does not come for it. */
	void tellLate(Execution<?> task, TaskOutcome outcome) {
		this.late.add(task);
		try {
			boolean ordered = isOrdered(task);
			performed(task, outcome, ordered, true);
			TaskOutcome end = settle(task, outcome, ordered);
			if (end != null) {
				task.decide(end);
				this.host.deliver(task);
			}
		}
		finally {
			this.late.remove(task);
		}
	}

	@Override
	boolean isKilled() {
		return this.aborted && this.services.factory().traits().ownProcess();
	}

	@Override
	public boolean isWith(Execution<?> task) {
		return super.isWith(task) || this.late.contains(task);
	}

	@Override
	TaskOutcome perform(Object payload, Execution<?> task) {
		return Objects.requireNonNull(this.worker, "A task is run by an open worker")
			.execute((payload instanceof Unencoded late) ? encode(late, task) : payload, task);
	}

	/** Encodes once: if the task is run again, what it was given may have changed. */
	private Object encode(Unencoded late, Execution<?> task) {
		Object encoded = this.services.factory().encodeUnsubmitted(late.work());
		task.encoded(encoded);
		return encoded;
	}

	@Override
	void performed(Execution<?> task, TaskOutcome outcome, boolean ordered, boolean given) {
		if (!given && isWorkerAlive()) {
			// The locks of a killed process are released when its connection ends: until
			// then it may still run.
			this.locks.taskEnded(task);
		}
		boolean began = task.hasBegun() && (!(outcome instanceof TaskOutcome.Died died) || died.began());
		if (began && (!task.isLook() || isFound(outcome))) {
			if (given) {
				this.member.ranGiven();
			}
			else {
				this.member.ranTask();
			}
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
		if (!this.windowed || this.window.isEmpty()) {
			this.member.tells();
		}
	}

	@Override
	public boolean has(Execution<?> task) {
		// In this order, as it goes from there to here.
		return this.window.contains(task) || super.has(task);
	}

	@Override
	public void cancelled(Execution<?> task, boolean mayInterrupt) {
		if (!this.window.cancelled(task, mayInterrupt)) {
			super.cancelled(task, mayInterrupt);
		}
	}

	@Override
	public boolean end(Execution<?> task) {
		boolean ended = false;
		this.window.clear();
		try {
			ended = super.end(task);
			return ended;
		}
		finally {
			if (!ended) {
				this.window.unseal();
			}
		}
	}

	@Override
	public void takeBack() {
		this.window.takeBack();
	}

	@Override
	public void awaitTakenBack(long nanos) {
		this.window.awaitBegun(nanos);
	}

	@Override
	public Iterable<Execution<?>> abandoned() {
		this.window.surrender();
		return this.window.drain();
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
			this.services.events().tell(new PoolEvent.WorkerEnded(id(), this.member.tasks()));
			return null;
		}
		this.services.events().tell(new PoolEvent.WorkerDied(id(), this.member.tasks(), cause));
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
		if (this.crashed.compareAndSet(false, true)) {
			this.host.count(Totals.Total.CRASHED);
		}
	}

	/** Has it look again, if it waits. */
	void call() {
		this.host.wake(this);
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
		this.aborted = true;
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
	public boolean locksAs(LockUser user) {
		return this.locks.owner().isBeside(user);
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
	public OptionalLong residentMemory() {
		Worker opened = this.worker;
		return (opened != null) ? opened.residentMemory() : OptionalLong.empty();
	}

	@Override
	public @Nullable String lastWords(Duration patience) {
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

	/** Interrupts the start of the worker, if that is not over; runs foreign code. */
	public void interruptStart() {
		synchronized (this.startGuard) {
			if (!this.started) {
				this.thread.interrupt();
			}
		}
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
		return new WorkerSnapshot(id(), state, pid, this.startedAt, this.member.tasks(), running(), null);
	}

}
