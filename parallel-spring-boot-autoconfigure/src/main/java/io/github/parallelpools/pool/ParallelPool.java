package io.github.parallelpools.pool;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskNotPortableException;

/**
 * A pool of workers: threads, virtual threads or forked JVMs, the same to the code that
 * uses it. Safe for use by several threads.
 * <p>
 * Deliberately no {@link java.util.concurrent.Executor}: a bean of that type would make
 * Spring Boot's own {@code applicationTaskExecutor} disappear.
 */
public interface ParallelPool {

	/**
	 * The pool's name.
	 * @return the name, which is also the bean's
	 */
	String name();

	/**
	 * Has a worker call what the caller wrote.
	 * @param <T> the type of the value
	 * @param task what to call; on a pool of processes it is encoded before this method
	 * returns
	 * @return the task's future
	 * @throws TaskRejectedException if the queue is full, or stays full until the thread
	 * is interrupted or the pool stopped, or if the pool is stopped; the interrupt stays
	 * set
	 * @throws TaskNotPortableException if the task can't travel to a worker
	 */
	<T extends @Nullable Object> TaskFuture<T> submit(TaskCallable<T> task);

	/**
	 * Has a worker give an item to the pool's handler.
	 * @param <T> the type of the handler's result
	 * @param item the item
	 * @param resultType the class of the handler's result; another result makes the
	 * future fail with a {@link ClassCastException} as the cause
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 */
	<T> TaskFuture<@Nullable T> send(Object item, Class<T> resultType);

	/**
	 * Has a worker give an item to the pool's handler, whatever that returns.
	 * @param item the item
	 * @return the task's future
	 * @throws TaskRejectedException as {@link #submit}
	 * @throws TaskNotPortableException if the item can't travel to a worker
	 * @throws PoolStateException if the pool has no handler
	 */
	default TaskFuture<@Nullable Object> send(Object item) {
		return send(item, Object.class);
	}

	/**
	 * Starts the pool, or starts it again; returns without waiting for workers. Does
	 * nothing if it is starting or running.
	 * @throws PoolStateException if the pool is pausing, paused, stopping or closed
	 */
	void start();

	/**
	 * Lets running tasks end but starts no more; returns at once. Does nothing if the
	 * pool is pausing or paused.
	 * @throws PoolStateException if the pool is new, stopping or stopped
	 */
	void pause();

	/**
	 * Pauses and waits until no task is running.
	 * @param timeout how long to wait at most
	 * @throws PoolStateException as {@link #pause()}, or if the pool is resumed or
	 * stopped meanwhile
	 * @throws PoolTimeoutException if tasks are still running then; the pool stays
	 * pausing
	 * @throws InterruptedException if the thread was interrupted; the pool stays pausing
	 */
	void pause(Duration timeout) throws InterruptedException;

	/**
	 * Goes on after a pause. Does nothing if the pool is starting or running.
	 * @throws PoolStateException if the pool is new, stopping or stopped
	 */
	void resume();

	/**
	 * Refuses new tasks and lets running ones end; what is queued stays queued. Returns
	 * at once. Does nothing if the pool is stopping or stopped.
	 */
	void stop();

	/**
	 * Stops and waits until all workers have ended.
	 * @param timeout how long to wait at most
	 * @throws PoolTimeoutException if workers are still busy then; the pool stays
	 * stopping, and {@link #forceStop()} is possible
	 * @throws InterruptedException if the thread was interrupted; the pool stays stopping
	 */
	void stop(Duration timeout) throws InterruptedException;

	/**
	 * Stops and ends running tasks by force with {@code 21004}: processes are killed,
	 * threads interrupted and, if they ignore that for the {@code kill-grace}, abandoned.
	 * What is queued stays queued. Returns at once; {@link #stop(Duration)} waits for the
	 * end.
	 */
	void forceStop();

	/**
	 * Changes the size.
	 * @param minSize how many workers are kept, 0 or more
	 * @param maxSize how many workers there may be, at least 1 and {@code minSize}; busy
	 * workers beyond it end after their task
	 * @throws IllegalArgumentException if the sizes are impossible
	 */
	void resize(int minSize, int maxSize);

	/**
	 * Ends a worker by force; the task it runs ends with {@code 31399}.
	 * @param workerId the worker's id
	 * @return {@code false} if the pool has no such worker
	 */
	boolean killWorker(String workerId);

	/**
	 * The pool's state.
	 * @return the state
	 */
	PoolState state();

	/**
	 * The pool's figures.
	 * @return the figures at this moment
	 */
	PoolSnapshot snapshot();

	/**
	 * The pool's workers.
	 * @return an immutable list, in the order of their start
	 */
	List<WorkerSnapshot> workers();

	/**
	 * What the pool was made from; {@link #resize} does not change it.
	 * @return the settings
	 */
	PoolSettings settings();

}
