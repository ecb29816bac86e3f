package io.github.parallelpools.engine.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockStore;

/**
 * Lets the workers of a pool that names a lock take a task only once they have that lock.
 * Until then the task stays in the queue, where it can be cancelled and is not over time,
 * and the worker is idle. A gate without a lock is open.
 */
public final class LockGate {

	private final LockStore store;

	private final @Nullable String lock;

	private final Executor helpers;

	public LockGate(LockStore store, @Nullable String lock, Executor helpers) {
		this.store = store;
		this.lock = lock;
		this.helpers = helpers;
	}

	/**
	 * Whether a worker may take a task; if not, asks for the lock on its behalf. Called
	 * under the pool's lock.
	 * @param granted run once the worker may, without the pool's lock
	 */
	public boolean admits(WorkerLoop loop, Runnable granted) {
		if (this.lock == null) {
			return true;
		}
		if (loop.member().isGivingBack()) {
			// It would have the lock twice, and lose it in the middle of a task.
			return false;
		}
		LockRequest wish = loop.member().wish();
		if (wish == null) {
			wish = this.store.acquire(this.lock, loop.lockOwner(), granted);
			loop.member().wish(wish);
		}
		return wish.isGranted();
	}

	/**
	 * Waits until a caller may run a task; called in its thread.
	 * @throws InterruptedException if the thread was interrupted; it may not
	 */
	void enter(LockOwner caller) throws InterruptedException {
		if (this.lock == null) {
			return;
		}
		CountDownLatch granted = new CountDownLatch(1);
		LockRequest wish = this.store.acquire(this.lock, caller, granted::countDown);
		try {
			if (!wish.isGranted()) {
				granted.await();
			}
		}
		catch (InterruptedException ex) {
			if (!wish.cancel()) {
				release(caller);
			}
			throw ex;
		}
	}

	/** The worker has taken a task and keeps the lock until that ends. */
	public void passed(WorkerLoop loop) {
		loop.member().wish(null);
	}

	/**
	 * The worker takes no task for now. Called under the pool's lock.
	 * @param givenBack run if the worker had the lock, once it has it no more, without
	 * the pool's lock
	 */
	public void turnBack(WorkerLoop loop, Runnable givenBack) {
		LockRequest wish = loop.member().wish();
		loop.member().wish(null);
		if (wish != null && !wish.cancel()) {
			// Whoever gets the lock next is told at once, which may be a worker of
			// another pool: not under the lock of this one.
			LockOwner owner = loop.lockOwner();
			loop.member().givingBack(true);
			this.helpers.execute(() -> {
				release(owner);
				givenBack.run();
			});
		}
	}

	/** A task has ended. */
	void leave(LockOwner owner) {
		if (this.lock != null) {
			release(owner);
		}
	}

	private void release(LockOwner owner) {
		String held = this.lock;
		try {
			if (held != null) {
				this.store.release(held, owner);
			}
		}
		catch (IllegalMonitorStateException ex) {
			// It went with the worker's session, or was released by hand.
			return;
		}
	}

}
