package io.github.parallelpools.autoconfigure.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;

/**
 * A task has run for longer than {@code worker-overtime}, whatever becomes of it.
 */
public final class TaskOvertimeEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final String taskId;

	private final String workerId;

	private final Duration limit;

	private final OvertimePolicy policy;

	private final @Nullable String stack;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param taskId the task's id
	 * @param workerId the id of the worker that runs it
	 * @param limit how long it was allowed to run
	 * @param policy what becomes of it
	 * @param stack where it was, if that is known
	 */
	public TaskOvertimeEvent(ParallelPool pool, String taskId, String workerId, Duration limit, OvertimePolicy policy,
			@Nullable String stack) {
		super(pool);
		this.taskId = taskId;
		this.workerId = workerId;
		this.limit = limit;
		this.policy = policy;
		this.stack = stack;
	}

	/**
	 * The task's id.
	 * @return the task's id
	 */
	public String getTaskId() {
		return this.taskId;
	}

	/**
	 * The id of the worker that runs it.
	 * @return the id of the worker that runs it
	 */
	public String getWorkerId() {
		return this.workerId;
	}

	/**
	 * How long it was allowed to run.
	 * @return how long it was allowed to run
	 */
	public Duration getLimit() {
		return this.limit;
	}

	/**
	 * What becomes of it.
	 * @return what becomes of it
	 */
	public OvertimePolicy getPolicy() {
		return this.policy;
	}

	/**
	 * Where it was, if that is known.
	 * @return the stacks of its threads, {@code null} if nobody knows
	 */
	public @Nullable String getStack() {
		return this.stack;
	}

	@Override
	String text() {
		return "task %s on worker %s, %s ms, policy %s".formatted(this.taskId, this.workerId, this.limit.toMillis(),
				this.policy);
	}

}
