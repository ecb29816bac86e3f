package io.github.parallelpools.engine.standalone;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.task.TaskListener;

/**
 * A standalone task as this instance runs it, for who decides when it does. Safe for use
 * by several threads.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
public interface SoloTask<I extends @Nullable Object, O extends @Nullable Object> {

	/**
	 * The task, whose own listeners are told of runs only that it starts by itself.
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
	 * The class that does the work.
	 * @return the class, {@code null} if a function does it
	 */
	@Nullable Class<?> handler();

	/**
	 * Starts a run that has its identity from elsewhere.
	 * @param argument the argument
	 * @param identity what the run is known by, also to itself
	 * @param follower is told how it ends, before the listener is
	 * @param listener is told of the run, and nobody else is
	 * @throws io.github.parallelpools.pool.PoolStateException if the application is
	 * closing
	 * @throws io.github.parallelpools.task.TaskNotPortableException if the function or
	 * the argument can't travel to a process
	 */
	void start(@Nullable I argument, TaskIdentity identity, TaskFollower follower, TaskListener listener);

	/**
	 * Whether runs may start.
	 * @return {@code false} while the application is closing
	 */
	boolean mayStart();

	/**
	 * Has the JVM live for the task, unless it is a daemon, or no more; to be called
	 * alternately.
	 * @param keeps whether it lives
	 */
	void keepAlive(boolean keeps);

}
