package io.github.parallelpools.autoconfigure.event;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;

/**
 * A worker was ended by force: its process was killed, or its thread interrupted. What
 * follows from the end of the pool is not told.
 */
public final class WorkerKilledEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final String workerId;

	private final Reason reason;

	private final @Nullable String taskId;

	private final @Nullable String stack;

	/** Why a worker is ended. */
	public enum Reason {

		/** Its task ran for too long, and the overtime policy is to kill. */
		OVERTIME,

		/** Somebody wanted it so. */
		BY_HAND

	}

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param workerId the worker's id
	 * @param reason why it was ended
	 * @param taskId the task that ran for too long
	 * @param stack where that task was, if that is known
	 */
	public WorkerKilledEvent(ParallelPool pool, String workerId, Reason reason, @Nullable String taskId,
			@Nullable String stack) {
		super(pool);
		this.workerId = workerId;
		this.reason = reason;
		this.taskId = taskId;
		this.stack = stack;
	}

	/**
	 * The worker's id.
	 * @return the worker's id
	 */
	public String getWorkerId() {
		return this.workerId;
	}

	/**
	 * Why it was ended.
	 * @return why it was ended
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * The task that ran for too long.
	 * @return the task's id, {@code null} if it was ended by hand
	 */
	public @Nullable String getTaskId() {
		return this.taskId;
	}

	/**
	 * Where that task was, if that is known.
	 * @return the stacks of its threads, {@code null} if nobody knows
	 */
	public @Nullable String getStack() {
		return this.stack;
	}

	@Override
	String text() {
		return "worker %s, %s".formatted(this.workerId, this.reason);
	}

}
