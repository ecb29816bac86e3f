package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;

/**
 * A worker's way to tasks beside the pool's queue, which comes first. All methods are
 * called under the pool's lock by the worker's own loop.
 */
public interface TaskSource {

	/**
	 * Whether there is a task for a worker that has none.
	 * @param loop the worker
	 * @return whether there may be one at present; does not wait
	 */
	boolean hasNext(WorkerLoop loop);

	/**
	 * A task for a worker that has none.
	 * @param loop the worker
	 * @return the task, {@code null} if there is none at present; does not wait
	 */
	@Nullable Execution<?> next(WorkerLoop loop);

	/**
	 * Waits for a call, or for a good reason to ask again, which may be the case at once.
	 * May release the pool's lock meanwhile.
	 * @param loop the worker
	 * @param nanos how long to wait at most
	 */
	void await(WorkerLoop loop, long nanos);

	/**
	 * A worker is back from a task that came from here.
	 * @param loop the worker
	 * @param task the task
	 */
	void ended(WorkerLoop loop, Execution<?> task);

}
