package io.github.parallelpools.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.StoredLock;

/**
 * Locks that all instances of an application share. Owners of one instance get a lock in
 * the order of asking; nothing is promised of the order between instances. Who waits asks
 * again when told that the lock is free, and now and then.
 * <p>
 * An instance that is fenced has no lock from that instant on; who waits goes on waiting
 * until it is back. Circles of waiting owners are found within this instance only.
 * <p>
 * The store is called in the threads that are given, and never under a lock. Safe for use
 * by several threads.
 */
public final class ClusterLocks implements LockStore, AutoCloseable {

	private static final int MOST_FAILURES = 5;

	/** Who looks at locks waits no longer for what the store tells of those of others. */
	private static final long LOOK_MILLIS = 1_000;

	private final ClusterStore store;

	private final Membership membership;

	private final StoreCalls calls;

	private final Turns turns = new Turns();

	private final HoldBooks books;

	private final LockDesk desk;

	private final LockReturns returns;

	private final String instance;

	private final List<Consumer<Deadlock>> watchers = new CopyOnWriteArrayList<>();

	/**
	 * Makes the locks of an instance.
	 * @param settings what this instance is
	 * @param store where it is stored who has which lock
	 * @param membership which node this instance is; it tells these locks of its changes
	 * @param threads where the store is called, which waits: at least two
	 */
	public ClusterLocks(LockSettings settings, ClusterStore store, Membership membership, Executor threads) {
		this.store = store;
		this.membership = membership;
		this.instance = settings.instance();
		this.calls = new StoreCalls(threads);
		this.books = new HoldBooks(this.turns, membership);
		this.desk = new LockDesk(this.turns, this.books,
				new LockTrips(this.turns, this.calls, new LockTrips.Way(store, membership)), settings);
		this.returns = this.desk.returns();
		this.books.watch((closed) -> this.watchers.forEach((watcher) -> tell(watcher, closed)));
		membership.onChange(() -> this.turns.run(this.desk::changed));
	}

	private static void tell(Consumer<Deadlock> watcher, Deadlock closed) {
		try {
			watcher.accept(closed);
		}
		catch (RuntimeException ex) {
			// Whoever asks must have its wish; the deadlock can still be read.
			return;
		}
	}

	/**
	 * A lock may be free. Called by whoever listens to the store; does not wait.
	 * @param lock the lock's name
	 */
	public void unlocked(String lock) {
		this.turns.run(() -> this.desk.unlocked(lock));
	}

	/**
	 * Notices may have been lost. Called by whoever listens to the store; does not wait.
	 */
	public void missed() {
		this.turns.run(this.desk::missed);
	}

	@Override
	public String node() {
		return this.instance;
	}

	@Override
	public CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner) {
		return wish(lock, owner, true, false).answer();
	}

	@Override
	public LockRequest acquire(String lock, LockOwner owner) {
		return acquire(lock, owner, false);
	}

	@Override
	public LockRequest acquire(String lock, LockOwner owner, boolean timed) {
		return wish(lock, owner, false, timed);
	}

	private LockWish wish(String lock, LockOwner owner, boolean once, boolean timed) {
		LockWish wish = new LockWish(this.desk, lock, owner, once, timed);
		if (isSharable(lock)) {
			this.turns.run(() -> this.desk.queue(wish));
		}
		else {
			wish.answer()
				.completeExceptionally(new SharedLockException(
						("Lock '%s' can't be shared by instances. Use a name of 1 to %s characters of Unicode but NUL "
								+ "that does not begin with '%s'.")
							.formatted(lock, StoredNames.LONGEST, StoredNames.OWN),
						null));
		}
		return wish;
	}

	private static boolean isSharable(String lock) {
		return StoredNames.isPossible(lock) && !StoredNames.isOwn(lock);
	}

	@Override
	public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
		return this.turns.take(() -> this.returns.release(lock, owner));
	}

	@Override
	public CompletableFuture<Boolean> isHeld(String lock, LockOwner owner) {
		return this.turns.take(() -> (this.returns.held(lock, owner) != null) ? LockAnswers.YES : LockAnswers.NO);
	}

	@Override
	public CompletableFuture<Long> token(String lock, LockOwner owner) {
		return this.turns.take(() -> this.returns.token(lock, owner));
	}

	@Override
	public CompletableFuture<List<String>> heldBy(LockOwner owner) {
		if (this.books.count() == 0) {
			return LockAnswers.NOTHING;
		}
		return CompletableFuture.completedFuture(this.turns.take(() -> this.returns.heldBy(owner)));
	}

	@Override
	public CompletableFuture<List<String>> releaseAll(LockOwner owner, Collection<String> kept) {
		if (this.books.count() == 0) {
			return LockAnswers.NOTHING;
		}
		List<String> names = new ArrayList<>();
		List<LockReturns.Returning> all = this.turns.take(() -> {
			names.addAll(this.returns.giveBackBut(owner, kept));
			return this.returns.giveBackAll((hold) -> hold.owner.equals(owner) && !kept.contains(hold.lock));
		});
		if (all.isEmpty() && names.isEmpty()) {
			return LockAnswers.NOTHING;
		}
		all.forEach((one) -> names.add(one.lock()));
		return returned(all).thenApply((done) -> names);
	}

	@Override
	public CompletableFuture<@Nullable Void> releaseSession(LockSession session) {
		if (this.books.count() == 0) {
			return LockAnswers.DONE;
		}
		return returned(this.turns.take(() -> {
			// First the wishes: none of them is to be granted to who is gone.
			this.desk.forgetWishes(session);
			return this.returns.giveBackAll((hold) -> hold.owner.session().equals(session));
		}));
	}

	/** Done when all are given back; those that were lost before are none to wait for. */
	private static CompletableFuture<@Nullable Void> returned(List<LockReturns.Returning> all) {
		return CompletableFuture.allOf(all.stream().map((one) -> one.done().exceptionally((error) -> {
			Throwable cause = LockAnswers.cause(error);
			if (cause instanceof IllegalMonitorStateException) {
				return null;
			}
			throw (RuntimeException) cause;
		})).toArray(CompletableFuture[]::new));
	}

	@Override
	public CompletableFuture<Optional<LockOwner>> forceRelease(String lock) {
		return isSharable(lock) ? later(() -> takeAway(lock)) : CompletableFuture.completedFuture(Optional.empty());
	}

	private Optional<LockOwner> takeAway(String lock) {
		StoredLock before = null;
		for (int failures = 0;; failures++) {
			try {
				if (before == null) {
					before = this.store.locks()
						.stream()
						.filter((one) -> one.name().equals(lock))
						.findAny()
						.orElse(null);
				}
				Optional<StoredLock> taken = this.store.forceUnlock(lock);
				return ((failures > 0) ? taken.or(optional(before)) : taken).map(this::owner);
			}
			catch (ClusterStoreException ex) {
				if (failures == MOST_FAILURES) {
					throw new SharedLockException(
							("Lock '%s' could not be taken away, or that is not known, as the store "
									+ "of the cluster does not answer: %s. Try again.")
								.formatted(lock, ex.getMessage()),
							ex);
				}
				pause(StoreCalls.backoffMillis(failures));
			}
		}
	}

	private static Supplier<Optional<StoredLock>> optional(@Nullable StoredLock lock) {
		return () -> Optional.ofNullable(lock);
	}

	private LockOwner owner(StoredLock lock) {
		LockOwner owner = this.turns.take(() -> this.desk.checks().forced(lock));
		return (owner != null) ? owner : OwnerName.read(lock.owner(), lock.node());
	}

	private static void pause(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SharedLockException("Who takes a lock away was interrupted.", ex);
		}
	}

	@Override
	public CompletableFuture<List<LockSnapshot>> snapshot() {
		CompletableFuture<List<StoredLock>> stored = this.membership.isFenced()
				? CompletableFuture.completedFuture(List.of())
				: later(this::stored).completeOnTimeout(List.of(), LOOK_MILLIS, TimeUnit.MILLISECONDS);
		return stored.thenApply((found) -> this.turns.take(() -> this.books.snapshot(found)));
	}

	/**
	 * What the store tells of the application's; one that does not answer, or is late,
	 * must not hide what is known.
	 */
	private List<StoredLock> stored() {
		try {
			return this.store.locks().stream().filter((lock) -> isSharable(lock.name())).toList();
		}
		catch (ClusterStoreException ex) {
			return List.of();
		}
	}

	private <T> CompletableFuture<T> later(Supplier<T> question) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		try {
			this.calls.now(() -> {
				try {
					answer.complete(question.get());
				}
				catch (RuntimeException ex) {
					answer.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			answer.completeExceptionally(ex);
		}
		return answer;
	}

	@Override
	public CompletableFuture<List<Deadlock>> deadlocks() {
		return this.books.queues().deadlocks();
	}

	@Override
	public void watch(Consumer<Deadlock> watcher) {
		this.watchers.add(watcher);
	}

	@Override
	public void unwatch(Consumer<Deadlock> watcher) {
		this.watchers.remove(watcher);
	}

	/**
	 * Refuses all that waits and comes from now on. What is held goes with the node, or
	 * is given back.
	 */
	@Override
	public void close() {
		this.turns.run(this.desk::close);
	}

}
