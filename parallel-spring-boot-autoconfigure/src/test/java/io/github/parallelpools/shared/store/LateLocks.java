package io.github.parallelpools.shared.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockSnapshot;

/**
 * Locks that live far away: questions and answers are under way for a while, each for its
 * own, so that both arrive in any order, and answers come in threads of the store. Fails
 * as it is told, with nothing changed.
 */
public final class LateLocks implements LockStore {

	private static final int LONGEST_MICROS = 2_000;

	private final MemoryLocks locks = new MemoryLocks();

	/** They end when nothing is under way. */
	private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2);

	private final Random random = new Random();

	private volatile Function<String, @Nullable RuntimeException> failing = (question) -> null;

	private final AtomicInteger failures = new AtomicInteger();

	/** Makes a store that does not fail. */
	public LateLocks() {
		this.threads.setKeepAliveTime(1, TimeUnit.SECONDS);
		this.threads.allowCoreThreadTimeOut(true);
	}

	/**
	 * Decides which questions fail.
	 * @param fails is given the name of a method, and returns what it fails with
	 */
	public void failing(Function<String, @Nullable RuntimeException> fails) {
		this.failing = fails;
	}

	/**
	 * How many questions have failed.
	 * @return the number
	 */
	public int failures() {
		return this.failures.get();
	}

	/**
	 * What the locks are in truth, at once.
	 * @return a snapshot
	 */
	public List<LockSnapshot> truth() {
		return this.locks.snapshot().join();
	}

	@Override
	public String node() {
		return "far";
	}

	@Override
	public CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner) {
		return later("tryAcquire", () -> this.locks.tryAcquire(lock, owner));
	}

	@Override
	public LockRequest acquire(String lock, LockOwner owner) {
		LateRequest request = new LateRequest();
		CompletableFuture<Boolean> granted = later("acquire", () -> request.reached(this.locks.acquire(lock, owner)));
		granted.whenComplete((yes, error) -> request.answer(yes, error));
		return request;
	}

	@Override
	public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
		return later("release", () -> this.locks.release(lock, owner));
	}

	@Override
	public CompletableFuture<Boolean> isHeld(String lock, LockOwner owner) {
		return later("isHeld", () -> this.locks.isHeld(lock, owner));
	}

	@Override
	public CompletableFuture<Long> token(String lock, LockOwner owner) {
		return later("token", () -> this.locks.token(lock, owner));
	}

	@Override
	public CompletableFuture<List<String>> heldBy(LockOwner owner) {
		return later("heldBy", () -> this.locks.heldBy(owner));
	}

	@Override
	public CompletableFuture<List<String>> releaseAll(LockOwner owner, Collection<String> kept) {
		return later("releaseAll", () -> this.locks.releaseAll(owner, kept));
	}

	@Override
	public CompletableFuture<@Nullable Void> releaseSession(LockSession session) {
		return later("releaseSession", () -> this.locks.releaseSession(session));
	}

	@Override
	public CompletableFuture<Optional<LockOwner>> forceRelease(String lock) {
		return later("forceRelease", () -> this.locks.forceRelease(lock));
	}

	@Override
	public CompletableFuture<List<LockSnapshot>> snapshot() {
		return later("snapshot", this.locks::snapshot);
	}

	private <T extends @Nullable Object> CompletableFuture<T> later(String name,
			Supplier<CompletableFuture<T>> question) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		onTheWay(() -> {
			RuntimeException failure = this.failing.apply(name);
			if (failure != null) {
				this.failures.incrementAndGet();
				onTheWay(() -> answer.completeExceptionally(failure));
				return;
			}
			question.get().whenComplete((given, error) -> onTheWay(() -> {
				if (error != null) {
					answer.completeExceptionally(error);
				}
				else {
					answer.complete(given);
				}
			}));
		});
		return answer;
	}

	private void onTheWay(Runnable arrival) {
		int micros;
		synchronized (this.random) {
			micros = this.random.nextInt(LONGEST_MICROS);
		}
		this.threads.schedule(arrival, micros, TimeUnit.MICROSECONDS);
	}

	/** A request of which the store does not know yet, perhaps. */
	private final class LateRequest implements LockRequest {

		private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

		/** Guarded by this. */
		private @Nullable LockRequest there;

		/** Guarded by this. */
		private boolean cancelled;

		synchronized CompletableFuture<Boolean> reached(LockRequest request) {
			this.there = request;
			if (this.cancelled) {
				request.cancel();
			}
			return request.answer();
		}

		void answer(@Nullable Boolean granted, @Nullable Throwable error) {
			if (error != null) {
				this.answer.completeExceptionally(error);
			}
			else {
				this.answer.complete(granted);
			}
		}

		@Override
		public CompletableFuture<Boolean> answer() {
			return this.answer;
		}

		@Override
		public void cancel() {
			onTheWay(() -> {
				synchronized (this) {
					this.cancelled = true;
					if (this.there != null) {
						this.there.cancel();
					}
				}
			});
		}

	}

}
