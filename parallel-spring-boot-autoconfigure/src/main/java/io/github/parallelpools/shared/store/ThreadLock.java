package io.github.parallelpools.shared.store;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.github.parallelpools.shared.SharedLock;

/**
 * A lock as the application's own threads see it: they wait by parking.
 */
public final class ThreadLock implements SharedLock {

	private final String name;

	private final LockStore store;

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
		this.callerEnded = callerEnded;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void lock() {
		LockRequest request = request();
		boolean interrupted = false;
		try {
			while (!request.isGranted()) {
				LockSupport.park(this);
				if (Thread.interrupted()) {
					interrupted = true;
					if (this.callerEnded.getAsBoolean() && request.cancel()) {
						throw new CancellationException("The task was ended while it waited for lock '%s', held by %s."
							.formatted(this.name, holder()));
					}
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private String holder() {
		return this.store.snapshot()
			.stream()
			.filter((lock) -> lock.name().equals(this.name))
			.map((lock) -> lock.holder())
			.findAny()
			.orElse("nobody any more");
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		requireNoInterrupt();
		LockRequest request = request();
		while (!request.isGranted()) {
			LockSupport.park(this);
			if (Thread.interrupted()) {
				giveUp(request);
				throw new InterruptedException();
			}
		}
	}

	@Override
	public boolean tryLock() {
		return this.store.tryAcquire(this.name, LockOwner.currentThread());
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		requireNoInterrupt();
		if (time <= 0) {
			return tryLock();
		}
		long deadline = System.nanoTime() + unit.toNanos(time);
		LockRequest request = request();
		while (!request.isGranted()) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return !request.cancel();
			}
			LockSupport.parkNanos(this, left);
			if (Thread.interrupted()) {
				giveUp(request);
				throw new InterruptedException();
			}
		}
		return true;
	}

	private static void requireNoInterrupt() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private LockRequest request() {
		Thread thread = Thread.currentThread();
		return this.store.acquire(this.name, LockOwner.of(thread), () -> LockSupport.unpark(thread));
	}

	private void giveUp(LockRequest request) {
		if (!request.cancel()) {
			unlock();
		}
	}

	@Override
	public void unlock() {
		this.store.release(this.name, LockOwner.currentThread());
	}

	@Override
	public boolean isHeldByCurrentThread() {
		return this.store.isHeld(this.name, LockOwner.currentThread());
	}

	@Override
	public String toString() {
		return "Shared lock '" + this.name + "'";
	}

}
