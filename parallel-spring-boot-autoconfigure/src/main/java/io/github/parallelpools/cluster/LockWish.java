package io.github.parallelpools.cluster;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;

/**
 * A request that waits for its turn in this instance first, and then for the store. Its
 * answer is given without a turn; all else is guarded by the turns of its
 * {@link LockDesk}.
 */
final class LockWish implements LockRequest {

	private final LockDesk desk;

	final String lock;

	final LockOwner owner;

	/** Whether it is refused at once where the lock can't be had. */
	final boolean once;

	final boolean timed;

	private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

	/** How it waits for its turn in this instance, {@code null} if it does not. */
	@Nullable LockRequest turn;

	/** What it waits for once its turn has come. */
	@Nullable Hold hold;

	boolean withdrawn;

	/** Why it is refused, {@code null} if nothing has failed. */
	@Nullable RuntimeException refusal;

	LockWish(LockDesk desk, String lock, LockOwner owner, boolean once, boolean timed) {
		this.desk = desk;
		this.lock = lock;
		this.owner = owner;
		this.once = once;
		this.timed = timed;
	}

	@Override
	public CompletableFuture<Boolean> answer() {
		return this.answer;
	}

	@Override
	public void cancel() {
		this.desk.cancel(this);
	}

}
