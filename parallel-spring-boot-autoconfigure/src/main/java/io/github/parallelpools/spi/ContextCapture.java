package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * Takes along what the thread that submits a task has and the thread that runs it shall
 * have too. Safe for use by several threads.
 */
@FunctionalInterface
public interface ContextCapture {

	/**
	 * Takes along what the calling thread has; called for each task that is submitted.
	 * @return what it has, {@code null} if that is nothing
	 */
	@Nullable CapturedContext capture();

}
