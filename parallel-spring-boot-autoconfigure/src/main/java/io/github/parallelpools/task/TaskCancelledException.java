package io.github.parallelpools.task;

import java.util.concurrent.CancellationException;

/**
 * The task was cancelled: through its future, by a forced stop, or because the
 * application closed before it ran. Code {@code 21004}.
 */
public final class TaskCancelledException extends CancellationException {

	private final String taskId;

	private final TaskResult result;

	/**
	 * Used by the engine.
	 * @param taskId the id of the task
	 * @param message what happened
	 * @param result the task's result
	 */
	public TaskCancelledException(String taskId, String message, TaskResult result) {
		super(message);
		this.taskId = taskId;
		this.result = result;
	}

	/**
	 * The id of the task.
	 * @return the id, as {@link TaskFuture#id()} tells it
	 */
	public String taskId() {
		return this.taskId;
	}

	/**
	 * The result of the task.
	 * @return the same result that callbacks are told
	 */
	public TaskResult result() {
		return this.result;
	}

}
