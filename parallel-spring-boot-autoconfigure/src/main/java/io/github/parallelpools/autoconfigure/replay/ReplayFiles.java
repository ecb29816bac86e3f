package io.github.parallelpools.autoconfigure.replay;

import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;

import io.github.parallelpools.pool.ParallelPool;

/**
 * Writes dead letters to files, so that {@link PoolReplay} can run them again elsewhere.
 * A bean of the application. Safe for use by several threads.
 */
public interface ReplayFiles {

	/**
	 * Writes a dead letter to a file in the {@code replay.directory} of its pool.
	 * @param pool the pool
	 * @param taskId the id of the task
	 * @return the file, which only its owner may read
	 * @throws NoSuchElementException if there is no such dead letter
	 * @throws ReplayFileException if the pool has no such directory, it is full or can't
	 * be used, the file is there already, or what is to be written can't be
	 */
	Path write(ParallelPool pool, String taskId);

	/**
	 * Finds the file of a dead letter.
	 * @param pool the pool
	 * @param taskId the id of the task
	 * @return the file, if it was written, for this pool and no other one
	 */
	Optional<Path> find(ParallelPool pool, String taskId);

}
