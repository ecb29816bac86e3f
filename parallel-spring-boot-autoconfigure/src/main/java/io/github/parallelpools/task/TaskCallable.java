package io.github.parallelpools.task;

import java.io.Serializable;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Work that returns a value and can travel to another process: a {@link Callable} that is
 * {@link Serializable}, so that every lambda or method reference written where one is
 * expected is serializable too. What it captures must be serializable as well; a pool of
 * processes checks that when the task is submitted.
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface TaskCallable<T extends @Nullable Object> extends Callable<T>, Serializable {

	/**
	 * Does the work.
	 * @return the value, may be {@code null}
	 * @throws Exception if the work fails; the task then ends with {@code 21399}
	 */
	@Override
	T call() throws Exception;

}
