package io.github.parallelpools.spi;

import io.github.parallelpools.task.TaskOutcome;

/**
 * A task that a worker was given, see {@link Worker#give}. Of one that has ended any
 * thread may have the outcome, once; for one that has not, only the loop waits.
 */
@FunctionalInterface
public interface GivenTask {

	/**
	 * Waits for the end of the task.
	 * @return how the task ended; whatever the task does, this method does not throw
	 */
	TaskOutcome await();

}
