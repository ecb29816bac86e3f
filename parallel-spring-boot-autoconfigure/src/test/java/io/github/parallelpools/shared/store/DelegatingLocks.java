package io.github.parallelpools.shared.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockSnapshot;

/** Locks in memory, of which a test changes what it needs. */
public class DelegatingLocks implements LockStore {

	/** What there is in truth. */
	public final MemoryLocks locks = new MemoryLocks();

	/**
	 * A request of which the test keeps the answer.
	 *
	 * @param answer what whoever asks is told
	 * @param cancelled done when it was taken back
	 */
	public record KeptRequest(CompletableFuture<Boolean> answer,
			CompletableFuture<Boolean> cancelled) implements LockRequest {

		/** Makes a request without an answer. */
		public KeptRequest() {
			this(new CompletableFuture<>(), new CompletableFuture<>());
		}

		@Override
		public void cancel() {
			this.cancelled.complete(true);
		}

	}

	/**
	 * What the locks are at this moment.
	 * @return a snapshot
	 */
	public List<LockSnapshot> truth() {
		return this.locks.snapshot().join();
	}

	@Override
	public String node() {
		return this.locks.node();
	}

	@Override
	public CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner) {
		return this.locks.tryAcquire(lock, owner);
	}

	@Override
	public LockRequest acquire(String lock, LockOwner owner) {
		return this.locks.acquire(lock, owner);
	}

	@Override
	public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
		return this.locks.release(lock, owner);
	}

	@Override
	public CompletableFuture<Boolean> isHeld(String lock, LockOwner owner) {
		return this.locks.isHeld(lock, owner);
	}

	@Override
	public CompletableFuture<Long> token(String lock, LockOwner owner) {
		return this.locks.token(lock, owner);
	}

	@Override
	public CompletableFuture<List<String>> heldBy(LockOwner owner) {
		return this.locks.heldBy(owner);
	}

	@Override
	public CompletableFuture<List<String>> releaseAll(LockOwner owner, Collection<String> kept) {
		return this.locks.releaseAll(owner, kept);
	}

	@Override
	public CompletableFuture<@Nullable Void> releaseSession(LockSession session) {
		return this.locks.releaseSession(session);
	}

	@Override
	public CompletableFuture<Optional<LockOwner>> forceRelease(String lock) {
		return this.locks.forceRelease(lock);
	}

	@Override
	public CompletableFuture<List<LockSnapshot>> snapshot() {
		return this.locks.snapshot();
	}

}
