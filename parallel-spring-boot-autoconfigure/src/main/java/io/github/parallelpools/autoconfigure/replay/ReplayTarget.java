package io.github.parallelpools.autoconfigure.replay;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Runs the task of a file once, in a worker process of its own. Safe for use by several
 * threads.
 */
public interface ReplayTarget {

	/**
	 * Runs it and waits for its end.
	 * @param file the file
	 * @param wishes what is wished beside that
	 * @return how it ended
	 * @throws ReplayFileException if it can't be run here
	 * @throws InterruptedException if the thread was interrupted; the process was killed
	 */
	ReplayOutcome run(ReplayFile file, Wishes wishes) throws InterruptedException;

	/**
	 * What is wished beside running a task.
	 *
	 * @param timeout how long it may run, {@code null} for as long as in its pool
	 * @param resultType the class of the result, {@code null} for what the application
	 * would decode of any worker
	 */
	record Wishes(@Nullable Duration timeout, @Nullable Class<?> resultType) {

		static final Wishes NONE = new Wishes(null, null);

	}

}
