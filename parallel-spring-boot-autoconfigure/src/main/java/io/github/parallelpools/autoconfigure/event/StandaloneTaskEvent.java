package io.github.parallelpools.autoconfigure.event;

import org.springframework.context.ApplicationEvent;

import io.github.parallelpools.pool.TaskSettings;

/**
 * Something has happened to a standalone task. Listen to this type to be told of
 * everything. Immutable.
 */
public abstract class StandaloneTaskEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	StandaloneTaskEvent(TaskSettings task) {
		super(task);
	}

	/**
	 * The task.
	 * @return its id, name, kind and settings
	 */
	public final TaskSettings getTask() {
		return (TaskSettings) getSource();
	}

	/** What else there is to tell, for people to read. */
	abstract String text();

	@Override
	public final String toString() {
		return "%s of %s: %s".formatted(getClass().getSimpleName(), getTask().title(), text());
	}

}
