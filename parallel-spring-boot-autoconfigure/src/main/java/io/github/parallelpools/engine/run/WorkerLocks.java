package io.github.parallelpools.engine.run;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Patience;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;

/**
 * The locks of one worker: as whom its tasks take them, how far it is with that of the
 * pool, and how what a task had is given back. The worker's own, but for what is kept.
 */
final class WorkerLocks {

	private final LoopServices services;

	private final LockOwner owner;

	private final GatePass pass = new GatePass();

	private final LockReturn lockReturn = new LockReturn();

	/** Whether what the last task had is on its way back. */
	private boolean returning;

	/** Two of the services, which each task asks. */
	private final LockGate gate;

	private final TaskLocks locks;

	WorkerLocks(LoopServices services, String worker, Thread thread) {
		this.services = services;
		this.gate = services.gate();
		this.locks = services.locks();
		this.owner = services.factory().traits().ownProcess() ? services.gate().taskThread(worker)
				: services.gate().owner(thread);
	}

	/** As whom its tasks take locks. */
	LockOwner owner() {
		return this.owner;
	}

	/** How far it is with the lock of the pool. */
	GatePass pass() {
		return this.pass;
	}

	/** Gives back what a task had locked; waits for that for a moment. */
	void taskEnded(Execution<?> task) {
		while (true) {
			try {
				CompletableFuture<?> returned = this.gate.isOpenToAll()
						? this.locks.taskEnded(task, this.owner, List.of()) : leaveGate(task);
				if (returned != LockAnswers.NOTHING) {
					this.lockReturn.begin(returned);
					this.returning = true;
				}
				return;
			}
			catch (OutOfMemoryError ex) {
				// Other tasks wait for these locks.
				Patience.pause();
			}
		}
	}

	/**
	 * Gives back what a task had locked whose worker runs the next one already; runs no
	 * foreign code.
	 * @return whether that is done
	 */
	boolean giveBack(Execution<?> task) {
		return this.services.locks().taskEnded(task, this.owner, List.of(), this.services.helpers()).isDone();
	}

	private CompletableFuture<?> leaveGate(Execution<?> task) {
		CompletableFuture<?> left = this.gate.leave(this, this.services.host());
		// What takes back all locks takes back that one, too.
		return left.isDone() ? takeBack(task)
				: left.handle((given, error) -> takeBack(task)).thenCompose((taken) -> taken);
	}

	private CompletableFuture<?> takeBack(Execution<?> task) {
		return this.locks.taskEnded(task, this.owner, List.of());
	}

	/** Whether what the last task had is on its way back. */
	boolean isReturning() {
		return this.returning;
	}

	/**
	 * Waits until what the last task had locked is given back.
	 * @param hopeless asked after an interrupt: whether the worker leaves anyway
	 */
	void awaitReturn(BooleanSupplier hopeless) {
		this.returning = false;
		this.lockReturn.await(hopeless);
	}

	/** What it keeps locked if it is given up, for people to read. */
	String kept() {
		return this.services.locks().keptBy(this.owner);
	}

}
