package io.github.parallelpools.shared.store;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedLockException;

/**
 * A lock as the application's own threads see it: they wait for the answers of the store.
 * A thread that takes a request back waits for what came of it, too: a grant that comes
 * when the thread has gone on would be mistaken for one of a later request.
 */
public final class ThreadLock implements SharedLock {

	private static final String NOT_TAKEN = "Lock '%s' could not be taken";

	private final String name;

	private final LockStore store;

	private final LockSession application;

	private final BooleanSupplier callerEnded;

	/**
	 * Makes the view of a lock.
	 * @param name the lock's name
	 * @param store where it lives
	 * @param callerEnded asked when a waiting thread was interrupted: whether that was to
	 * end the task that it runs
	 */
	public ThreadLock(String name, LockStore store, BooleanSupplier callerEnded) {
		this.name = name;
		this.store = store;
		this.application = store.session(LockSession.APPLICATION);
		this.callerEnded = callerEnded;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void lock() {
		LockRequest request = request(false);
		boolean interrupted = false;
		boolean ended = false;
		while (true) {
			try {
				LockAnswers.awaitDone(request.answer(), LockAnswers.NEVER);
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
				if (!ended && this.callerEnded.getAsBoolean()) {
					ended = true;
					request.cancel();
				}
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		if (!isGranted(request)) {
			throw notGranted();
		}
	}

	/** What came of a request that is answered. */
	private boolean isGranted(LockRequest request) {
		return LockAnswers.get(request.answer(), NOT_TAKEN, this.name);
	}

	/** The thread's request was taken back, here or with the whole session. */
	private CancellationException notGranted() {
		return new CancellationException(
				"The task was ended while it waited for lock '%s', held by %s.".formatted(this.name, holder()));
	}

	/** Who has the lock, if the store tells that at once. */
	private String holder() {
		CompletableFuture<String> holder = LockAnswers.ask(this.store::snapshot)
			.thenApply((locks) -> locks.stream()
				.filter((lock) -> lock.name().equals(this.name))
				.map(LockSnapshot::holder)
				.findAny()
				.orElse("nobody any more"));
		return LockAnswers.isGiven(holder) ? holder.join() : "another owner";
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		requireNoInterrupt();
		LockRequest request = request(false);
		awaitOrGiveUp(request, LockAnswers.NEVER);
		if (!isGranted(request)) {
			throw notGranted();
		}
	}

	@Override
	public boolean tryLock() {
		return LockAnswers.await(this.store.tryAcquire(this.name, owner()), NOT_TAKEN, this.name);
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		requireNoInterrupt();
		long nanos = Math.min(unit.toNanos(time), LockAnswers.NEVER);
		if (nanos <= 0) {
			return tryLock();
		}
		LockRequest request = request(true);
		if (!awaitOrGiveUp(request, nanos)) {
			request.cancel();
		}
		return LockAnswers.await(request.answer(), NOT_TAKEN, this.name);
	}

	/** Waits; who is interrupted gives back what was granted meanwhile. */
	private boolean awaitOrGiveUp(LockRequest request, long nanos) throws InterruptedException {
		try {
			return LockAnswers.awaitDone(request.answer(), nanos);
		}
		catch (InterruptedException ex) {
			request.cancel();
			if (isGrantedAfterAll(request, ex)) {
				unlock();
			}
			throw ex;
		}
	}

	private boolean isGrantedAfterAll(LockRequest request, InterruptedException interrupt) {
		try {
			return LockAnswers.await(request.answer(), NOT_TAKEN, this.name);
		}
		catch (SharedLockException ex) {
			// It was not, and the thread leaves anyway.
			interrupt.addSuppressed(ex);
			return false;
		}
	}

	private static void requireNoInterrupt() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private LockRequest request(boolean timed) {
		return this.store.acquire(this.name, owner(), timed);
	}

	private LockOwner owner() {
		return this.application.owner(Thread.currentThread());
	}

	@Override
	public void unlock() {
		LockAnswers.await(this.store.release(this.name, owner()), "Lock '%s' could not be given back", this.name);
	}

	@Override
	public boolean isHeldByCurrentThread() {
		return LockAnswers.await(this.store.isHeld(this.name, owner()), "Nobody could tell who has lock '%s'",
				this.name);
	}

	@Override
	public long token() {
		return LockAnswers.await(this.store.token(this.name, owner()), "Nobody could tell who has lock '%s'",
				this.name);
	}

	@Override
	public String toString() {
		return "Shared lock '" + this.name + "'";
	}

}
