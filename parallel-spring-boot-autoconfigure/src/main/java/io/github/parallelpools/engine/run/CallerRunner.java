package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.pool.WorkerSnapshot;
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

	private final WorkerSpec spec;

	private final Thread thread = Thread.currentThread();

	private final CallerInterrupts interrupts = new CallerInterrupts(this.thread);

	private final LockOwner owner = LockOwner.of(this.thread);

	/** What the thread had locked before. */
	private List<String> lockedBefore = List.of();

	private final Instant startedAt = Instant.now();

	/** Whether it has the lock that tasks of the pool need. */
	private boolean entered;

	public CallerRunner(LoopServices services, WorkerSpec spec) {
		super(services);
		this.spec = spec;
	}

	/** Runs the task that it has taken; called in the caller's thread. */
	public void run(Execution<?> task) {
		CallingThread duty = CallingThread.running(this.services.pool(), this);
		try {
			this.interrupts.clear();
			this.lockedBefore = this.services.locks().heldBy(this.owner);
			enter(task);
			execute(task);
		}
		finally {
			this.services.host().departed(this);
			duty.end();
			this.interrupts.leave(duty.isOuterOrderedToEnd());
		}
	}

	/** Waits for the lock that tasks of the pool need. */
	private void enter(Execution<?> task) {
		try {
			this.services.gate().enter(this.owner);
			this.entered = true;
		}
		catch (InterruptedException ex) {
			// Where the pool did it, the end of the task is decided already. Where
			// somebody else did, he wants the caller back.
			if (task.decide(new TaskOutcome.Cancelled(
					"its caller was interrupted while it waited for the pool's lock to run it"))) {
				this.thread.interrupt();
			}
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
	void performed(Execution<?> task, TaskOutcome outcome, boolean ordered) {
		if (this.entered) {
			this.services.gate().leave(this.owner);
		}
		this.services.locks().taskEnded(task, this.owner, this.lockedBefore);
	}

	@Override
	void tells() {
		// It takes no other task.
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
	String lastWords(Duration patience) {
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
		return new WorkerSnapshot(id(), WorkerSnapshot.State.BUSY, null, this.startedAt, 0, running());
	}

}
