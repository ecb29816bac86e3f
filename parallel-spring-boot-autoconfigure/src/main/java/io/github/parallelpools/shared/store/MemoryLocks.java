package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLockException;

/**
 * Locks in the application's memory. A lock exists while somebody has it; one that is
 * given back goes straight to who has waited longest, so that nobody can overtake.
 * <p>
 * Every answer is there at once, but that to a request which has to wait: whoever gives
 * the lock back, cancels the request or ends its session gives it, after the mutex.
 * Whoever closes a circle of waiting owners has that told, after the mutex as well.
 */
public final class MemoryLocks implements LockStore {

	private static final LockRequest GRANTED = new AnsweredRequest(LockAnswers.YES);

	private final ReentrantLock mutex = new ReentrantLock();

	/** Guarded by the mutex. */
	private final LockBooks books = new LockBooks();

	private final List<Consumer<Deadlock>> watchers = new CopyOnWriteArrayList<>();

	/** How many locks are held; written under the mutex. */
	private volatile int count;

	@Override
	public String node() {
		return "";
	}

	@Override
	public CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner) {
		this.mutex.lock();
		try {
			return LockAnswers.of(this.books.take(lock, owner));
		}
		catch (SharedLockException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		finally {
			unlock();
		}
	}

	@Override
	public LockRequest acquire(String lock, LockOwner owner) {
		return acquire(lock, owner, false);
	}

	@Override
	public LockRequest acquire(String lock, LockOwner owner, boolean timed) {
		HeldLock.Wish wish;
		Deadlock closed;
		this.mutex.lock();
		try {
			if (this.books.take(lock, owner)) {
				return GRANTED;
			}
			wish = new HeldLock.Wish(this, this.books.require(lock), owner, timed);
			closed = this.books.await(wish);
		}
		catch (SharedLockException ex) {
			return new AnsweredRequest(CompletableFuture.failedFuture(ex));
		}
		finally {
			unlock();
		}
		if (closed != null) {
			tell(closed);
		}
		return wish;
	}

	private void tell(Deadlock closed) {
		for (Consumer<Deadlock> watcher : this.watchers) {
			try {
				watcher.accept(closed);
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				// Whoever asks must have its wish; the deadlock can still be read.
				continue;
			}
		}
	}

	/** Takes a wish back, unless the lock was given to it. */
	void cancel(HeldLock.Wish wish) {
		boolean forgotten;
		this.mutex.lock();
		try {
			forgotten = this.books.forget(wish);
		}
		finally {
			unlock();
		}
		if (forgotten) {
			wish.complete(false);
		}
	}

	@Override
	public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
		HeldLock.Wish next = null;
		this.mutex.lock();
		try {
			HeldLock held = this.books.find(lock);
			if (held == null || !held.isHeldBy(owner)) {
				return CompletableFuture.failedFuture(notHeld(lock, owner, held));
			}
			if (held.giveBack()) {
				next = this.books.pass(held);
			}
		}
		finally {
			unlock();
		}
		grant(next);
		return LockAnswers.DONE;
	}

	@Override
	public CompletableFuture<Boolean> isHeld(String lock, LockOwner owner) {
		this.mutex.lock();
		try {
			HeldLock held = this.books.find(lock);
			return LockAnswers.of(held != null && held.isHeldBy(owner));
		}
		finally {
			unlock();
		}
	}

	@Override
	public CompletableFuture<Long> token(String lock, LockOwner owner) {
		this.mutex.lock();
		try {
			HeldLock held = this.books.find(lock);
			return (held != null && held.isHeldBy(owner)) ? CompletableFuture.completedFuture(held.token())
					: CompletableFuture.failedFuture(notHeld(lock, owner, held));
		}
		finally {
			unlock();
		}
	}

	private static IllegalMonitorStateException notHeld(String lock, LockOwner owner, @Nullable HeldLock held) {
		return new IllegalMonitorStateException("Lock '%s' is not held by %s, but by %s.".formatted(lock, owner,
				(held != null) ? held.owner() : "nobody"));
	}

	@Override
	public CompletableFuture<List<String>> heldBy(LockOwner owner) {
		if (this.count == 0) {
			return LockAnswers.NOTHING;
		}
		this.mutex.lock();
		try {
			return CompletableFuture.completedFuture(this.books.heldBy(owner));
		}
		finally {
			unlock();
		}
	}

	@Override
	public CompletableFuture<List<String>> releaseAll(LockOwner owner, Collection<String> kept) {
		if (this.count == 0) {
			// Whoever has a lock sees that here: it was taken by the same thread, or for
			// it.
			return LockAnswers.NOTHING;
		}
		List<String> names;
		List<HeldLock.Wish> granted = new ArrayList<>();
		this.mutex.lock();
		try {
			names = this.books.takeAway(owner, kept, granted);
		}
		finally {
			unlock();
		}
		granted.forEach(MemoryLocks::grant);
		return CompletableFuture.completedFuture(names);
	}

	@Override
	public CompletableFuture<@Nullable Void> releaseSession(LockSession session) {
		if (this.count == 0) {
			return LockAnswers.DONE;
		}
		List<HeldLock.Wish> forgotten;
		List<HeldLock.Wish> granted = new ArrayList<>();
		this.mutex.lock();
		try {
			// First the wishes: none of them is to be granted to who is gone.
			forgotten = this.books.forget(session);
			this.books.owners(session).forEach((owner) -> this.books.takeAway(owner, List.of(), granted));
		}
		finally {
			unlock();
		}
		forgotten.forEach((wish) -> wish.complete(false));
		granted.forEach(MemoryLocks::grant);
		return LockAnswers.DONE;
	}

	@Override
	public CompletableFuture<Optional<LockOwner>> forceRelease(String lock) {
		LockOwner owner;
		HeldLock.Wish next;
		this.mutex.lock();
		try {
			HeldLock held = this.books.find(lock);
			if (held == null) {
				return CompletableFuture.completedFuture(Optional.empty());
			}
			owner = held.owner();
			next = this.books.pass(held);
		}
		finally {
			unlock();
		}
		grant(next);
		return CompletableFuture.completedFuture(Optional.of(owner));
	}

	@Override
	public CompletableFuture<List<LockSnapshot>> snapshot() {
		this.mutex.lock();
		try {
			return CompletableFuture.completedFuture(this.books.snapshot(System.nanoTime()));
		}
		finally {
			unlock();
		}
	}

	@Override
	public CompletableFuture<List<Deadlock>> deadlocks() {
		this.mutex.lock();
		try {
			return CompletableFuture.completedFuture(this.books.deadlocks(System.nanoTime()));
		}
		finally {
			unlock();
		}
	}

	@Override
	public void watch(Consumer<Deadlock> watcher) {
		this.watchers.add(watcher);
	}

	@Override
	public void unwatch(Consumer<Deadlock> watcher) {
		this.watchers.remove(watcher);
	}

	private void unlock() {
		int size = this.books.size();
		if (size != this.count) {
			this.count = size;
		}
		this.mutex.unlock();
	}

	private static void grant(HeldLock.@Nullable Wish wish) {
		if (wish != null) {
			wish.complete(true);
		}
	}

}
