package io.github.parallelpools.cluster;

import java.time.Duration;

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

	private final String id;

	private final ClusterPool pool;

	private final @Nullable Class<?> resultType;

	/** Whether listeners are told of its end. */
	private final boolean told;

	private final long submittedNanos;

	ClusterFuture(String id, ClusterPool pool, @Nullable Class<?> resultType, boolean told, long submittedNanos) {
		this.id = id;
		this.pool = pool;
		this.resultType = resultType;
		this.told = told;
		this.submittedNanos = submittedNanos;
	}

	@Override
	public String id() {
		return this.id;
	}

	ClusterPool pool() {
		return this.pool;
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

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return this.pool.cancel(this, mayInterruptIfRunning) || isCancelled();
	}

}
