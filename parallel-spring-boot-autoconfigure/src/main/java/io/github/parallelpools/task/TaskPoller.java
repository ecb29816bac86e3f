package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * Fetches its own work and does it: the function of a pool to which nothing is sent. Each
 * worker of the pool calls it again and again.
 * <p>
 * On pools of threads one instance, usually a bean, serves all workers at once and must
 * be thread-safe. On pools of processes each worker makes an instance of its own with the
 * no-arg constructor; if it is {@link AutoCloseable} it is closed when the worker ends
 * gracefully.
 *
 * @param <O> the type of the results
 */
@FunctionalInterface
public interface TaskPoller<O> {

	/**
	 * Looks for one piece of work and does it. What it returns was a task that was
	 * accepted and completed. If there was nothing to do there was no task: nothing is
	 * counted and nobody is told, and the worker waits before it looks again: 10 ms,
	 * doubled each time up to 1 s, or until the pool's backlog is seen to be more than 0.
	 * After a failure it waits as long, whatever the backlog. {@code worker-overtime}
	 * counts from the start of this method; a call that is ended by force was a task that
	 * ended so.
	 * @param context what the poller may know and use
	 * @return the result of what was done; {@code null} if there was nothing to do
	 * @throws Exception if the work fails; it was a task then, which ends with
	 * {@code 21399}
	 */
	@Nullable O poll(TaskContext context) throws Exception;

}
