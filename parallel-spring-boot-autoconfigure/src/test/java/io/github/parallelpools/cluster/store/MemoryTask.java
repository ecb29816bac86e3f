package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;

/** A task and where it is. Guarded by the memory. */
final class MemoryTask {

	/** Another submitter may adopt it. */
	NewTask task;

	/** Rises with each task that is submitted. */
	final long number;

	private final Instant submitted;

	private Instant queued;

	private StoredTask.State state = StoredTask.State.QUEUED;

	/** Who runs it, or has ended it. */
	private @Nullable String node;

	/** Rises with each claim. */
	private long attempt;

	private int counted;

	private @Nullable String cancelled;

	private @Nullable EndedTask end;

	private @Nullable Instant ended;

	MemoryTask(NewTask task, long number, Instant now) {
		this.task = copy(task);
		this.number = number;
		this.submitted = now;
		this.queued = now;
	}

	private static NewTask copy(NewTask task) {
		return new NewTask(task.id(), task.pool(), task.submitter(), task.priority(), task.needs(),
				task.payload().clone(), task.rules());
	}

	boolean is(StoredTask.State other) {
		return this.state == other;
	}

	boolean isQueued() {
		return this.state == StoredTask.State.QUEUED;
	}

	boolean isRunning() {
		return this.state == StoredTask.State.RUNNING;
	}

	boolean hasEnded() {
		return this.end != null;
	}

	boolean isExpired(Instant now) {
		Duration limit = this.task.rules().expires();
		return isQueued() && limit != null && !this.submitted.plus(limit).isAfter(now);
	}

	boolean endedBefore(Instant instant) {
		return this.state == StoredTask.State.ENDED && Objects.requireNonNull(this.ended).isBefore(instant);
	}

	@Nullable String node() {
		return this.node;
	}

	/** Whether a claim is, or was when it ended, the one that it belongs to. */
	boolean belongsTo(TaskClaim claim) {
		return claim.node().equals(this.node) && claim.attempt() == this.attempt;
	}

	Duration waited(Instant now) {
		return Duration.between(this.queued, now);
	}

	boolean isUsedUp() {
		return this.counted >= this.task.rules().maxAttempts();
	}

	Claim claim(String by, Instant now) {
		this.state = StoredTask.State.RUNNING;
		this.node = by;
		this.attempt++;
		this.counted++;
		NewTask copy = copy(this.task);
		return new Claim(new TaskClaim(copy.id(), by, this.attempt), copy.submitter(), copy.needs(), copy.payload(),
				this.counted, copy.rules().maxAttempts(), waited(now), copy.rules().tag());
	}

	void giveBack(boolean counts, Instant now) {
		this.state = StoredTask.State.QUEUED;
		this.node = null;
		this.queued = now;
		if (!counts) {
			this.counted--;
		}
	}

	/** Whether it has a tag, has not ended and is not marked yet. */
	boolean isToCancel(String tag) {
		return tag.equals(this.task.rules().tag()) && !hasEnded() && (isQueued() || this.cancelled == null);
	}

	void mark(String reason) {
		this.cancelled = reason;
	}

	void end(ClusterOutcome outcome, String reason, @Nullable String by, Instant now) {
		this.state = outcome.dead() ? StoredTask.State.DEAD : StoredTask.State.ENDED;
		this.node = by;
		this.ended = now;
		this.end = new EndedTask(this.task.id(),
				new ClusterOutcome(outcome.code(), outcome.value().clone(), outcome.dead()), this.counted, reason);
	}

	/** Whether it has ended and names somebody who is to be told. */
	boolean isToBeTold() {
		return hasEnded() && this.task.rules().onEnd() != null && !this.task.submitter().isEmpty();
	}

	void submitter(String changed) {
		this.task = new NewTask(this.task.id(), this.task.pool(), changed, this.task.priority(), this.task.needs(),
				this.task.payload(), this.task.rules());
	}

	OwnedTask owned() {
		return new OwnedTask(new TaskClaim(this.task.id(), Objects.requireNonNull(this.node), this.attempt),
				this.task.pool(), this.cancelled);
	}

	EndedTask ended() {
		EndedTask kept = Objects.requireNonNull(this.end);
		ClusterOutcome outcome = kept.outcome();
		return new EndedTask(kept.id(), new ClusterOutcome(outcome.code(), outcome.value().clone(), outcome.dead()),
				kept.attempts(), kept.reason());
	}

	StoredTask stored(Instant now) {
		return new StoredTask(copy(this.task), this.state, this.node, this.counted,
				Duration.between(this.submitted, now), hasEnded() ? ended() : null);
	}

}
