package io.github.parallelpools.test.fault;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;

/**
 * A task that meets a fault, as it travels.
 *
 * @param <T> the type of the value
 * @param task the task
 * @param trap the fault
 */
record TrappedCall<T extends @Nullable Object>(TaskCallable<T> task, Trap trap) implements TaskCallable<T> {

	@Override
	public T call() throws Exception {
		int attempt = TaskContext.current().attempt();
		this.trap.at(TaskMoment.RUNNING, attempt);
		T value = this.task.call();
		this.trap.at(TaskMoment.RETURNING, attempt);
		return value;
	}

}
