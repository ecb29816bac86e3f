package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * Writes down what the thread that submits a task has and the process that runs it shall
 * have too, where a {@link ChildContext} reads it. Safe for use by several threads.
 */
@FunctionalInterface
public interface ContextEncoder {

	/**
	 * Writes down what the calling thread has; called for each task that is submitted.
	 * @return what it has, {@code null} if that is nothing
	 */
	@Nullable EncodedContext encode();

}
