package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskFuture;

/**
 * The future of a task of the cluster, for who has submitted it or asks for it. The store
 * decides how the task ends, so that a running task that is cancelled ends when its node
 * has seen to it.
 *
 * @param <T> the type of the value
 */
final class ClusterFuture<T extends @Nullable Object> extends TaskFuture<T> {

	private static final long SHORTEST = TimeUnit.SECONDS.toNanos(10);

	private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);

	/** After how long it is asked once more for one that was missed. */
	private static final long AGAIN = TimeUnit.SECONDS.toNanos(2);

	private final String id;

	private final PoolTasks tasks;

	private final @Nullable Class<?> resultType;

	/** Whether listeners are told of its end. */
	private final boolean told;

	private final long submittedNanos;

	/** Who is to be told as the task names him. Written before others know the future. */
	private @Nullable String onEnd;

	/** The node that has submitted it. Written likewise. */
	private String submitter = "";

	/** Whether he was told. */
	private volatile boolean namedTold;

	/** Whether the store has had the task, so that it knows of it until it has ended. */
	private volatile boolean stored;

	/** When the store knew it last. Used by one thread at a time. */
	private long knownNanos;

	/** Since when the store does not know it, if it does not. Used likewise. */
	private @Nullable Long missedNanos;

	ClusterFuture(String id, PoolTasks tasks, @Nullable Class<?> resultType, boolean told, long submittedNanos) {
		this.id = id;
		this.tasks = tasks;
		this.resultType = resultType;
		this.told = told;
		this.submittedNanos = submittedNanos;
		this.knownNanos = submittedNanos;
	}

	/** Names somebody who is to be told beside those who are told of all. */
	void names(@Nullable String listener, String node) {
		this.onEnd = listener;
		this.submitter = node;
	}

	@Nullable String onEnd() {
		return this.onEnd;
	}

	/** Whether a node has submitted it. */
	boolean isOf(@Nullable String node) {
		return this.submitter.equals(node);
	}

	/** Who is named was told. */
	void namedTold() {
		this.namedTold = true;
	}

	/** Whether somebody else is to tell who is named. */
	boolean isLeftToOthers() {
		return this.onEnd != null && !this.namedTold;
	}

	@Override
	public String id() {
		return this.id;
	}

	/** The tasks of its pool. */
	PoolTasks tasks() {
		return this.tasks;
	}

	@Nullable Class<?> resultType() {
		return this.resultType;
	}

	boolean isTold() {
		return this.told;
	}

	Duration waited(long now) {
		return Duration.ofNanos(now - this.submittedNanos);
	}

	/** The store has it from now on, or has had it. */
	void stored() {
		this.stored = true;
	}

	/**
	 * Whether to ask if the store still knows it: the less often, the longer it takes.
	 */
	boolean isInDoubt(long now) {
		if (!this.stored) {
			return false;
		}
		Long missed = this.missedNanos;
		long wait = (missed != null) ? AGAIN : Math.max(SHORTEST, Math.min(LONGEST, (now - this.submittedNanos) / 2));
		return now - ((missed != null) ? missed : this.knownNanos) >= wait;
	}

	void known(long now) {
		this.knownNanos = now;
		this.missedNanos = null;
	}

	/** The store does not know it. Returns whether it did not the last time either. */
	boolean missed(long now) {
		boolean again = this.missedNanos != null;
		this.missedNanos = now;
		return again;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return this.tasks.cancel(this, mayInterruptIfRunning) || isCancelled();
	}

}
