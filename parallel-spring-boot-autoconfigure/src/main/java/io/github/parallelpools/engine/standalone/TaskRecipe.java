package io.github.parallelpools.engine.standalone;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.Work;

/**
 * What a standalone task does and whom it tells: either a function or a class is there.
 *
 * @param function what it does, {@code null} if a class does it
 * @param type the class that does it, {@code null} if a function does
 * @param listeners who is told
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
record TaskRecipe<I extends @Nullable Object, O extends @Nullable Object>(@Nullable TaskFunction<I, O> function,
		@Nullable HandlerType type, List<TaskListener> listeners) {

	TaskRecipe {
		listeners = List.copyOf(listeners);
	}

	/** The same that tells more. */
	TaskRecipe<I, O> telling(List<TaskListener> all) {
		return new TaskRecipe<>(this.function, this.type, all);
	}

	Work work(@Nullable Object argument) {
		return new Work.Apply(this.function, argument);
	}

}
