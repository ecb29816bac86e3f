package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * Why a task's future failed, with the task's {@link TaskResult}. The same on every kind
 * of worker.
 */
public abstract sealed class TaskException extends RuntimeException
		permits TaskFailedException, TaskOvertimeException, WorkerDiedException {

	private final String taskId;

	private final TaskResult result;

	TaskException(String taskId, String message, TaskResult result, @Nullable Throwable cause) {
		super(message, cause);
		this.taskId = taskId;
		this.result = result;
	}

	/**
	 * The id of the task.
	 * @return the id, as {@link TaskFuture#id()} tells it
	 */
	public final String taskId() {
		return this.taskId;
	}

	/**
	 * The result of the task.
	 * @return the same result that callbacks are told
	 */
	public final TaskResult result() {
		return this.result;
	}

}
