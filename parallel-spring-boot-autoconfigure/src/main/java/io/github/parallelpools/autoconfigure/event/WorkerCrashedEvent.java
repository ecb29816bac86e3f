package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;

/**
 * A worker process has died by itself, or was killed by somebody else.
 */
public final class WorkerCrashedEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final String workerId;

	private final long tasks;

	private final String cause;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param workerId the worker's id
	 * @param tasks how many tasks it had run
	 * @param cause what is known of its end
	 */
	public WorkerCrashedEvent(ParallelPool pool, String workerId, long tasks, String cause) {
		super(pool);
		this.workerId = workerId;
		this.tasks = tasks;
		this.cause = cause;
	}

	/**
	 * The worker's id.
	 * @return the worker's id
	 */
	public String getWorkerId() {
		return this.workerId;
	}

	/**
	 * How many tasks it had run.
	 * @return how many tasks it had run
	 */
	public long getTasks() {
		return this.tasks;
	}

	/**
	 * What is known of its end.
	 * @return exit code or signal, and its last words
	 */
	public String getCause() {
		return this.cause;
	}

	@Override
	String text() {
		return "worker %s after %s tasks, %s".formatted(this.workerId, this.tasks, this.cause);
	}

}
