package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.task.TaskResult;

/**
 * A run of a standalone task has ended, however.
 */
public final class StandaloneTaskEndedEvent extends StandaloneTaskEvent {

	private static final long serialVersionUID = 1L;

	private final TaskResult result;

	/**
	 * Makes an event.
	 * @param task the task
	 * @param result how it has ended
	 */
	public StandaloneTaskEndedEvent(TaskSettings task, TaskResult result) {
		super(task);
		this.result = result;
	}

	/**
	 * How it has ended.
	 * @return code, times, and what went wrong
	 */
	public TaskResult getResult() {
		return this.result;
	}

	@Override
	String text() {
		return this.result.code() + ((this.result.message() != null) ? ", " + this.result.message() : "");
	}

}
