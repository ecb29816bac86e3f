package io.github.parallelpools.engine.run;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.PatientCall;

/**
 * Lets the workers of a pool that names a lock take a task only once they have that lock.
 * Until then the task stays in the queue, where it can be cancelled and is not over time,
 * and the worker is idle. A gate without a lock is open.
 * <p>
 * Only one worker can have the lock, so one asks for it as long as its tasks are short:
 * it gives the lock back after each, and asks again, in its turn among all others that
 * want it. The other workers stand by, and ask themselves once nothing has moved for a
 * while, so that no task waits long for a worker that hangs, has died, or tells of the
 * end of its task. Handing each task to another thread would cost many times as much.
 * <p>
 * The store is asked without the pool's lock, and answers when it likes. Where it fails,
 * a worker asks again later, longer and longer; what was granted and is not needed is
 * given back until the store has taken it.
 */
public final class LockGate {

	private static final System.Logger logger = System.getLogger(LockGate.class.getName());

	private final LockStore store;

	private final @Nullable String lock;

	private final Executor helpers;

	private final Ticker ticker;

	/** The pass of the worker that asked last, until its task has ended. */
	private volatile @Nullable GatePass user;

	/** How many tasks were taken with the lock; guarded by the pool's lock. */
	private long turns;

	public LockGate(LockStore store, @Nullable String lock, Executor helpers, Ticker ticker) {
		this.store = store;
		this.lock = lock;
		this.helpers = helpers;
		this.ticker = ticker;
	}

	/** Whether tasks need no lock. */
	boolean isOpenToAll() {
		return this.lock == null;
	}

	/** Whether a worker waits for the store, or until it may ask again. */
	public boolean isUnderWay(WorkerLoop loop) {
		return this.lock != null && loop.locks().pass().isUnderWay();
	}

	/** As whom a thread of the application takes locks. */
	LockOwner owner(Thread thread) {
		return this.store.session(LockSession.APPLICATION).owner(thread);
	}

	/** As whom a worker process takes locks in the thread that runs its tasks. */
	LockOwner taskThread(String worker) {
		return this.store.session(worker).taskThread();
	}

	/**
	 * Whether a worker has to ask for the lock, or to take that back: {@link #settle}
	 * does so. Called by the worker.
	 * @param wanted whether there is a task that it may take
	 */
	public boolean isToSettle(WorkerLoop loop, boolean wanted) {
		return this.lock != null && loop.locks().pass().isToSettle(wanted, this.ticker)
				&& !(wanted && isToStandBy(loop));
	}

	/**
	 * Whether a worker leaves the next task to another one, which has asked for the lock
	 * already: for {@link #patience} at most. Called by the worker under the pool's lock.
	 */
	public boolean isToStandBy(WorkerLoop loop) {
		GatePass first = this.user;
		return first != null && first != loop.locks().pass()
				&& loop.locks().pass().isToStandBy(this.turns, this.ticker);
	}

	/** A worker comes for its next task; called by the worker. */
	public void cameBack(WorkerLoop loop) {
		if (this.lock != null) {
			loop.locks().pass().cameBack(this.ticker);
		}
	}

	/**
	 * Asks for the lock, takes that back, or takes note that it can't be had for now.
	 * Called by the worker without the pool's lock; does not wait.
	 * @param wanted as {@link #isToSettle} was told
	 */
	public void settle(WorkerLoop loop, boolean wanted) {
		GatePass pass = loop.locks().pass();
		Throwable failure = pass.noteFailure(this.ticker);
		if (failure != null) {
			free(pass);
			warn(loop, failure);
		}
		else if (wanted) {
			this.user = pass;
			LockRequest wish = LockAnswers.request(this.store, name(), loop.locks().owner(), false);
			pass.asked(wish);
			callWhenDone(loop, wish.answer());
		}
		else {
			callWhenDone(loop, turnBack(loop));
		}
	}

	private void warn(WorkerLoop loop, Throwable failure) {
		if (loop.isWorkerAlive() && loop.locks().pass().failures() == 1) {
			SafeLog.log(logger, System.Logger.Level.WARNING, "Lock '" + this.lock + "' could not be taken for worker "
					+ loop.id() + "; this is tried again, and tasks wait meanwhile", failure);
		}
	}

	/** Who stands by need not wait for this one any more. */
	private void free(GatePass pass) {
		if (this.user == pass) {
			this.user = null;
		}
	}

	private static void callWhenDone(WorkerLoop loop, CompletableFuture<?> answer) {
		if (!answer.isDone()) {
			answer.whenComplete((given, error) -> loop.call());
		}
	}

	/** Whether a worker may take a task now. Called by the worker. */
	public boolean admits(WorkerLoop loop) {
		return this.lock == null || loop.locks().pass().isOpen();
	}

	/**
	 * For how long a worker that was not admitted waits at most before it looks again.
	 * Called by the worker.
	 */
	public long patience(WorkerLoop loop) {
		return (this.lock != null) ? loop.locks().pass().patience(this.ticker) : Long.MAX_VALUE;
	}

	/**
	 * The worker has taken a task and keeps the lock until that ends. Called under the
	 * pool's lock.
	 */
	public void passed(WorkerLoop loop) {
		if (this.lock != null) {
			this.turns++;
			loop.locks().pass().used();
		}
	}

	/**
	 * The worker leaves, whatever it has asked for. Does not wait. What a dead worker had
	 * for its task is the store's to give back, once nothing of it can run any more.
	 */
	void leaves(WorkerLoop loop) {
		free(loop.locks().pass());
		if (this.lock != null && (loop.isWorkerAlive() || !loop.locks().pass().isUsed())) {
			CompletableFuture<?> unused = turnBack(loop);
		}
	}

	private CompletableFuture<?> turnBack(WorkerLoop loop) {
		LockRequest wish = loop.locks().pass().withdraw();
		free(loop.locks().pass());
		if (wish == null) {
			return LockAnswers.DONE;
		}
		CompletableFuture<?> returned = giveUp(wish, loop.locks().owner());
		loop.locks().pass().returns(returned);
		return returned;
	}

	/** Takes a wish back, or gives back what was granted. */
	private CompletableFuture<?> giveUp(LockRequest wish, LockOwner owner) {
		wish.cancel();
		CompletableFuture<Boolean> answer = wish.answer();
		if (LockAnswers.isGiven(answer)) {
			return answer.join() ? release(owner) : LockAnswers.DONE;
		}
		return answer.handle((granted, error) -> (error == null && granted) ? release(owner) : LockAnswers.DONE)
			.thenCompose((returned) -> returned);
	}

	/**
	 * Waits until a caller may run a task; called in its thread.
	 * @throws InterruptedException if the thread was interrupted; it may not
	 */
	void enter(LockOwner caller) throws InterruptedException {
		for (int failures = 0; this.lock != null && !isAdmitted(caller, failures); failures++) {
			TimeUnit.MILLISECONDS.sleep(PatientCall.backoffMillis(failures));
		}
	}

	private boolean isAdmitted(LockOwner caller, int failures) throws InterruptedException {
		LockRequest wish = LockAnswers.request(this.store, name(), caller, false);
		try {
			LockAnswers.awaitDone(wish.answer(), LockAnswers.NEVER);
			return LockAnswers.await(wish.answer(), "Lock '%s' could not be taken", name());
		}
		catch (InterruptedException ex) {
			leave(wish, caller);
			throw ex;
		}
		catch (RuntimeException ex) {
			if (failures == 0) {
				SafeLog.log(logger, System.Logger.Level.WARNING,
						"A caller waits with its task: the lock is asked for again", ex);
			}
			return false;
		}
	}

	/** A caller goes, once it knows what has come of its wish. */
	private void leave(LockRequest wish, LockOwner caller) {
		wish.cancel();
		try {
			if (LockAnswers.await(wish.answer(), "Lock '%s' could not be taken", name())) {
				CompletableFuture<?> unused = release(caller);
			}
		}
		catch (RuntimeException ex) {
			SafeLog.log(logger, System.Logger.Level.DEBUG, "A caller that was interrupted has no lock", ex);
		}
	}

	/** A task of a worker has ended. Done when the lock that it needed is given back. */
	CompletableFuture<?> leave(WorkerLocks worker, LoopHost host) {
		if (this.lock == null) {
			return LockAnswers.DONE;
		}
		boolean soonBack = worker.pass().leaves(this.ticker);
		CompletableFuture<?> returned = release(worker.owner());
		free(worker.pass());
		if (!soonBack) {
			host.wakeStandingBy();
		}
		return returned;
	}

	/** As {@link #leave(WorkerLocks, LoopHost)}, for a caller. */
	CompletableFuture<?> leave(LockOwner owner) {
		return (this.lock != null) ? release(owner) : LockAnswers.DONE;
	}

	/** Gives the lock back, unless it went with the session or was released by hand. */
	private CompletableFuture<?> release(LockOwner owner) {
		CompletableFuture<@Nullable Void> first = releaseOnce(owner);
		if (LockAnswers.isGiven(first)) {
			return first;
		}
		return PatientCall.goOn(first, () -> releaseOnce(owner), this.helpers,
				(error, last) -> SafeLog.log(logger, System.Logger.Level.WARNING,
						"Lock '" + name() + "' could not be given back for " + owner + PatientCall.outlook(last),
						error))
			.exceptionally(LockGate::gone);
	}

	private CompletableFuture<@Nullable Void> releaseOnce(LockOwner owner) {
		try {
			return this.store.release(name(), owner);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static @Nullable Void gone(Throwable error) {
		if (LockAnswers.cause(error) instanceof IllegalMonitorStateException) {
			return null;
		}
		throw new CompletionException(error);
	}

	private String name() {
		return Objects.requireNonNull(this.lock, "The gate has a lock");
	}

}
