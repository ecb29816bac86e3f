package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * Is told of the end of a task, in the application's JVM, exactly once per run, after the
 * run's future was completed. What it throws is logged and harms nothing.
 *
 * @param <O> the type of the value
 */
@FunctionalInterface
public interface TaskCallback<O extends @Nullable Object> {

	/**
	 * The task has ended.
	 * @param id the task's id
	 * @param name the task's name
	 * @param result how it ended
	 * @param value what the task returned; {@code null} unless it succeeded
	 */
	void ended(String id, String name, TaskResult result, @Nullable O value);

}
