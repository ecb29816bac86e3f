package io.github.parallelpools.task;

/**
 * The worker died while it ran the task, so nobody knows how far the task got; the
 * message tells the exit code or signal and the last lines of output. Code {@code 31399}.
 */
public final class WorkerDiedException extends TaskException {

	/**
	 * Used by the engine.
	 * @param taskId the id of the task
	 * @param message what happened
	 * @param result the task's result
	 */
	public WorkerDiedException(String taskId, String message, TaskResult result) {
		super(taskId, message, result, null);
	}

}
