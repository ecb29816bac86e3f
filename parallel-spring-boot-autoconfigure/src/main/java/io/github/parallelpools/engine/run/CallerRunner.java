package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.spi.StackText;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A caller that runs a task in its own thread, as the queue is full. It is given orders
 * and watched as a worker is, but is none: it is there for the one task only, and the
 * thread is not the pool's to do with as it likes.
 */
public final class CallerRunner extends Runner {

	private static final System.Logger logger = System.getLogger(CallerRunner.class.getName());

	private final WorkerSpec spec;

	private final Thread thread = Thread.currentThread();

	private final CallerInterrupts interrupts = new CallerInterrupts(this.thread);

	private final LockOwner owner;

	private final LockReturn lockReturn = new LockReturn();

	/** What the thread had locked before, {@code null} as long as it is not known. */
	private @Nullable List<String> lockedBefore;

	private final Instant startedAt = Instant.now();

	/** Whether it has the lock that tasks of the pool need. */
	private boolean entered;

	public CallerRunner(LoopServices services, WorkerSpec spec) {
		super(services);
		this.spec = spec;
		this.owner = services.gate().owner(this.thread);
	}

	/** Runs the task that it has taken; called in the caller's thread. */
	public void run(Execution<?> task) {
		CallingThread duty = CallingThread.running(this.services.pool(), this);
		try {
			this.interrupts.clear();
			enter(task);
			execute(task);
			awaitLocks(task);
		}
		finally {
			this.host.departed(this);
			duty.end();
			this.interrupts.leave(duty.isOuterOrderedToEnd());
		}
	}

	/** Waits for the lock that tasks of the pool need. */
	private void enter(Execution<?> task) {
		try {
			CompletableFuture<List<String>> before = this.services.locks().heldBy(this.owner);
			LockAnswers.awaitDone(before, LockAnswers.NEVER);
			this.lockedBefore = LockAnswers.await(before, "The locks of the calling thread are not known", "");
			this.services.gate().enter(this.owner);
			this.entered = true;
			task.expire(this.services.ticker().nanos());
		}
		catch (InterruptedException ex) {
			// Where the pool did it, the end of the task is decided already. Where
			// somebody else did, he wants the caller back.
			if (task.decide(new TaskOutcome.Cancelled(
					"its caller was interrupted while it waited for the pool's lock to run it"))) {
				this.thread.interrupt();
			}
		}
		catch (SharedLockException ex) {
			task.decide(new TaskOutcome.Failed(ex));
		}
	}

	/** The thread is its caller's again once nothing of the task is locked any more. */
	private void awaitLocks(Execution<?> task) {
		try {
			this.lockReturn.await(() -> false);
		}
		catch (IllegalStateException ex) {
			SafeLog.log(logger, System.Logger.Level.ERROR,
					"A caller goes on after task " + task.id() + " with locks that it should not have", ex);
		}
	}

	@Override
	TaskOutcome perform(Object payload, Execution<?> task) throws Exception {
		Worker worker = this.services.factory().open(this.spec, () -> {
		});
		try {
			return worker.execute(payload, task);
		}
		finally {
			worker.close();
		}
	}

	@Override
	void performed(Execution<?> task, TaskOutcome outcome, boolean ordered, boolean given) {
		if (this.lockedBefore != null) {
			List<String> before = this.lockedBefore;
			CompletableFuture<?> left = this.entered ? this.services.gate().leave(this.owner) : LockAnswers.DONE;
			this.lockReturn
				.begin(left.handle((unlocked, error) -> this.services.locks().taskEnded(task, this.owner, before))
					.thenCompose((taken) -> taken));
		}
	}

	@Override
	void tells() {
		// It takes no other task.
	}

	@Override
	public boolean locksAs(LockUser user) {
		return this.owner.isBeside(user);
	}

	@Override
	public String keptLocks() {
		return this.services.locks().keptBy(this.owner);
	}

	@Override
	void abort() {
		this.interrupts.interrupt();
	}

	@Override
	void interrupt() {
		this.interrupts.interrupt();
	}

	@Override
	public boolean hasBegun() {
		return true;
	}

	@Override
	public String lastWords(Duration patience) {
		return StackText.of(this.thread);
	}

	@Override
	void clearInterrupt() {
		this.interrupts.clear();
	}

	@Override
	public String id() {
		return this.spec.worker();
	}

	@Override
	public Thread thread() {
		return this.thread;
	}

	@Override
	public WorkerSnapshot snapshot() {
		return new WorkerSnapshot(id(), WorkerSnapshot.State.BUSY, null, this.startedAt, 0, running(), null);
	}

}
