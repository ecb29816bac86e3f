package io.github.parallelpools.shared.store;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;

/**
 * A lock in memory that somebody has, and those who wait for it. Not thread-safe: the
 * mutex of its {@link MemoryLocks} guards it.
 */
final class HeldLock {

	private final String name;

	private LockOwner owner;

	private int holds = 1;

	private long token;

	private long sinceNanos = System.nanoTime();

	/** In their order; each leaves at once, however many there are. */
	private final Set<Wish> waiting = new LinkedHashSet<>();

	/** A request that waits; its answer is given without the mutex. */
	static final class Wish extends CompletableFuture<Boolean> implements LockRequest {

		private final MemoryLocks locks;

		private final HeldLock held;

		private final LockOwner owner;

		private final boolean timed;

		private final long sinceNanos = System.nanoTime();

		Wish(MemoryLocks locks, HeldLock held, LockOwner owner, boolean timed) {
			this.locks = locks;
			this.held = held;
			this.owner = owner;
			this.timed = timed;
		}

		/** The lock that it waits for, as long as it does. */
		HeldLock held() {
			return this.held;
		}

		LockOwner owner() {
			return this.owner;
		}

		/** Who waits and for how long. */
		Deadlock.Wait snapshot(long now) {
			return new Deadlock.Wait(this.owner.user(), this.held.name, this.timed,
					Duration.ofNanos(now - this.sinceNanos));
		}

		@Override
		public CompletableFuture<Boolean> answer() {
			return this;
		}

		@Override
		public void cancel() {
			this.locks.cancel(this);
		}

	}

	HeldLock(String name, LockOwner owner, long token) {
		this.name = name;
		this.owner = owner;
		this.token = token;
	}

	String name() {
		return this.name;
	}

	LockOwner owner() {
		return this.owner;
	}

	/** The number of the grant under which its owner has it. */
	long token() {
		return this.token;
	}

	boolean isHeldBy(LockOwner one) {
		return this.owner.equals(one);
	}

	/** Its owner takes it once more. */
	void takeAgain() {
		this.holds = Math.incrementExact(this.holds);
	}

	/** Its owner gives it back once; returns whether that was the last time. */
	boolean giveBack() {
		return --this.holds == 0;
	}

	/** How often its owner has taken it. */
	int holds() {
		return this.holds;
	}

	/** Its owner has it less often; returns whether it had it more often. */
	boolean giveBackBut(int kept) {
		boolean more = this.holds > kept;
		if (more) {
			this.holds = kept;
		}
		return more;
	}

	void await(Wish wish) {
		this.waiting.add(wish);
	}

	/** Forgets a wish; returns whether it still waited. */
	boolean forget(Wish wish) {
		return this.waiting.remove(wish);
	}

	/**
	 * Forgets the wishes of a session, and adds them to those that get no for an answer.
	 */
	void forget(LockSession session, List<Wish> forgotten) {
		for (Iterator<Wish> wishes = this.waiting.iterator(); wishes.hasNext();) {
			Wish wish = wishes.next();
			if (wish.owner.session().equals(session)) {
				wishes.remove();
				forgotten.add(wish);
			}
		}
	}

	/**
	 * Goes to the one that has waited longest; returns that wish, if there is one.
	 * @param nextToken the number of the grant, if there is one
	 */
	@Nullable Wish pass(long nextToken) {
		Iterator<Wish> wishes = this.waiting.iterator();
		if (!wishes.hasNext()) {
			return null;
		}
		Wish next = wishes.next();
		wishes.remove();
		this.owner = next.owner;
		this.token = nextToken;
		this.holds = 1;
		this.sinceNanos = System.nanoTime();
		return next;
	}

	LockSnapshot snapshot(long now) {
		List<LockSnapshot.Waiter> waiters = this.waiting.stream()
			.map((wish) -> new LockSnapshot.Waiter(wish.owner.user(), wish.timed,
					Duration.ofNanos(now - wish.sinceNanos)))
			.toList();
		return new LockSnapshot(this.name, this.owner.user(), this.holds, Duration.ofNanos(now - this.sinceNanos),
				waiters);
	}

}
