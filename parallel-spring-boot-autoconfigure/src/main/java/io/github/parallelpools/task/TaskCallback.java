package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * Is told of the end of a task, in the application's JVM, exactly once per run, after the
 * run's future was completed. What it throws is logged and harms nothing. A bean of this
 * type may also be named as the callback of a pool, or by a single task of a pool
 * ({@code onEnd}), whose name it gets then; it may be told by several threads at a time.
 *
 * @param <O> the type of the value
 */
@FunctionalInterface
public interface TaskCallback<O extends @Nullable Object> {

	/**
	 * The task has ended.
	 * @param id the task's id
	 * @param name the task's name; of a pool's task, the pool's
	 * @param result how it ended
	 * @param value what the task returned; {@code null} unless it succeeded
	 */
	void ended(String id, String name, TaskResult result, @Nullable O value);

}
