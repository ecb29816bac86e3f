package io.github.parallelpools.task;

/**
 * The task threw an exception, which is the cause, or a {@link RemoteTaskError} where the
 * original can't travel from the worker's process. Code {@code 21399}.
 */
public final class TaskFailedException extends TaskException {

	/**
	 * Used by the engine.
	 * @param taskId the id of the task
	 * @param message what happened
	 * @param result the task's result
	 * @param cause what the task threw
	 */
	public TaskFailedException(String taskId, String message, TaskResult result, Throwable cause) {
		super(taskId, message, result, cause);
	}

}
