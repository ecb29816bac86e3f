package io.github.parallelpools.task;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * What a standalone task does: a {@link TaskHandler} that can travel to another process,
 * so that every lambda or method reference written where one is expected is serializable.
 * What it captures must be serializable as well; a task of the kind {@code process}
 * checks that when it is started.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
@FunctionalInterface
public interface TaskFunction<I extends @Nullable Object, O extends @Nullable Object>
		extends TaskHandler<I, O>, Serializable {

}
