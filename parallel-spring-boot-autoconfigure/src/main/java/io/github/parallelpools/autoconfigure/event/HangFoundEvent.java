package io.github.parallelpools.autoconfigure.event;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;

/**
 * A task runs for longer than {@code slow-after}, or was killed because of overtime, at a
 * place in the code where none was seen before. Told at most once for each place.
 */
public final class HangFoundEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final String place;

	private final String taskId;

	private final String workerId;

	private final @Nullable String stack;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param place the deepest call of the application's code
	 * @param taskId the task's id
	 * @param workerId the id of the worker that runs it
	 * @param stack the stacks of its threads, if they are known
	 */
	public HangFoundEvent(ParallelPool pool, String place, String taskId, String workerId, @Nullable String stack) {
		super(pool);
		this.place = place;
		this.taskId = taskId;
		this.workerId = workerId;
		this.stack = stack;
	}

	/**
	 * Where the task is.
	 * @return the deepest call of the application's code, such as
	 * {@code com.example.Orders.match(Orders.java:42)}
	 */
	public String getPlace() {
		return this.place;
	}

	/**
	 * The task.
	 * @return its id
	 */
	public String getTaskId() {
		return this.taskId;
	}

	/**
	 * The worker that runs it.
	 * @return its id
	 */
	public String getWorkerId() {
		return this.workerId;
	}

	/**
	 * What the task's threads do.
	 * @return their stacks, {@code null} if nobody knows
	 */
	public @Nullable String getStack() {
		return this.stack;
	}

	@Override
	String text() {
		return "task %s on worker %s at %s".formatted(this.taskId, this.workerId, this.place);
	}

}
