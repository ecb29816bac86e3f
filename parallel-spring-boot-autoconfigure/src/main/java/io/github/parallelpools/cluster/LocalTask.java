package io.github.parallelpools.cluster;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.task.TaskListener;

/**
 * A standalone task as this instance executes it when it is its turn. Safe for use by
 * several threads.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
public interface LocalTask<I extends @Nullable Object, O extends @Nullable Object> {

	/**
	 * The task of this instance alone.
	 * @return the task
	 */
	ParallelTask<I, O> task();

	/**
	 * The argument that the task was made with.
	 * @return the argument
	 */
	@Nullable I argument();

	/**
	 * Who is to be told of the task.
	 * @return an immutable list
	 */
	List<TaskListener> listeners();

	/**
	 * Starts an execution.
	 * @param argument the argument
	 * @param identity what it is known by
	 * @param follower is told how it ends, before the listener is
	 * @param listener is told of it, and nobody else is
	 * @throws io.github.parallelpools.pool.PoolStateException if the application is
	 * closing
	 */
	void start(@Nullable I argument, TaskIdentity identity, TaskFollower follower, TaskListener listener);

	/**
	 * Whether it may be this instance's turn.
	 * @return {@code false} while the application is closing
	 */
	boolean mayStart();

	/**
	 * Has the JVM live for the task, unless it is a daemon, or no more.
	 * @param keeps whether it lives
	 */
	void keepAlive(boolean keeps);

}
