package io.github.parallelpools.actuate.endpoint;

import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;

/**
 * Writes dead letters to files, where the configuration says. Thread-safe.
 */
public interface DeadLetterFiles {

	/** Writes none. */
	DeadLetterFiles NONE = new DeadLetterFiles() {

		@Override
		public @Nullable String name(ParallelPool pool, String taskId) {
			return null;
		}

		@Override
		public void write(ParallelPool pool, String taskId, String by) {
			throw new PoolStateException("Pool '%s' writes no dead letters to files.".formatted(pool.name()));
		}

	};

	/**
	 * The name of the file of a dead letter.
	 * @param pool the pool
	 * @param taskId the id of the task
	 * @return the name without the directory, {@code null} if it was not written
	 */
	@Nullable String name(ParallelPool pool, String taskId);

	/**
	 * Writes a dead letter.
	 * @param pool the pool
	 * @param taskId the id of the task
	 * @param by who does it, for people to read
	 * @throws NoSuchElementException if there is no such dead letter
	 * @throws PoolStateException if it can't be written, and why
	 */
	void write(ParallelPool pool, String taskId, String by);

}
