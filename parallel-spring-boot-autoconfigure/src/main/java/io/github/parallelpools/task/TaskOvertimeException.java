package io.github.parallelpools.task;

/**
 * The task was ended because it ran for longer than the pool's {@code worker-overtime}.
 * Code {@code 21005}.
 */
public final class TaskOvertimeException extends TaskException {

	/**
	 * Used by the engine.
	 * @param taskId the id of the task
	 * @param message what happened
	 * @param result the task's result
	 */
	public TaskOvertimeException(String taskId, String message, TaskResult result) {
		super(taskId, message, result, null);
	}

}
