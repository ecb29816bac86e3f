package io.github.parallelpools.shadow;

import java.util.concurrent.Future;

import io.github.parallelpools.task.Work;

/**
 * The pool of processes in which copies run. Safe for use by several threads.
 */
public interface CopyPool {

	/**
	 * Has a copy run. Does not wait.
	 * @param work what {@link PreparedWorkers} understand
	 * @param id the id of the copy, which nobody else has; its end is told with it
	 * @return its future, by which it can be cancelled
	 * @throws RuntimeException if the pool does not accept it
	 */
	Future<?> run(Work work, String id);

	/**
	 * How much memory the processes have.
	 * @return how many bytes of the largest are resident, 0 if nobody knows
	 */
	long mostResident();

}
