package io.github.parallelpools.cluster;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A task that this node has claimed, until the store knows its end. Thread-safe.
 */
final class ClaimedTask implements TaskFollower {

	private final Claim claim;

	private volatile @Nullable TaskOutcome outcome;

	/** Guarded by this. */
	private @Nullable TaskFuture<?> run;

	/** Why it is to end. Guarded by this. */
	private @Nullable String cancelled;

	/** Whether it is to end as this node is fenced. Guarded by this. */
	private boolean fenced;

	ClaimedTask(Claim claim) {
		this.claim = claim;
	}

	Claim claim() {
		return this.claim;
	}

	/** Whether a node has claimed it. */
	boolean isOf(@Nullable String node) {
		return this.claim.claim().node().equals(node);
	}

	String id() {
		return this.claim.claim().task();
	}

	@Override
	public void ended(TaskOutcome end) {
		this.outcome = end;
	}

	@Override
	public void refused(Throwable reason) {
		// Whoever gives it to the pool is thrown that.
	}

	/** How its run here has ended, {@code null} if it has not. */
	@Nullable TaskOutcome outcome() {
		return this.outcome;
	}

	/** A worker of this instance has it, or will have. */
	void given(TaskFuture<?> future) {
		boolean ends;
		synchronized (this) {
			this.run = future;
			ends = this.fenced || this.cancelled != null;
		}
		if (ends) {
			future.cancel(true);
		}
	}

	/** Somebody in the cluster has cancelled it. */
	void cancel(String reason) {
		end(reason, false);
	}

	/** This node is fenced. */
	void fence() {
		end(null, true);
	}

	private void end(@Nullable String reason, boolean byFence) {
		TaskFuture<?> running;
		synchronized (this) {
			if (this.fenced || this.cancelled != null) {
				return;
			}
			this.cancelled = reason;
			this.fenced = byFence;
			running = this.run;
		}
		if (running != null) {
			running.cancel(true);
		}
	}

	/** Whether somebody in the cluster has cancelled it. */
	synchronized boolean isCancelled() {
		return this.cancelled != null;
	}

	/** Whether it is to end as this node was fenced. */
	synchronized boolean isFenced() {
		return this.fenced;
	}

	synchronized String cancelReason() {
		return Objects.requireNonNullElse(this.cancelled, "");
	}

	/** Whether it may be attempted again. */
	boolean hasAttempts() {
		return this.claim.counted() < this.claim.maxAttempts();
	}

}
