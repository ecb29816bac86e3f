package io.github.parallelpools.spi;

/**
 * What a worker tells of itself, from any thread of its own. Each method returns soon and
 * runs no foreign code.
 */
@FunctionalInterface
public interface WorkerEvents {

	/** The worker has died by itself while it may be idle; told at most once. */
	void died();

	/**
	 * A task has ended, and the worker begins with the next one that it was given; told
	 * in the order of the tasks, before anything that the next one does can be seen.
	 * @param run the run that has ended
	 */
	default void ended(TaskRun run) {
	}

	/**
	 * The worker gives back a task that it has not begun and never will.
	 * @param run the run that does not take place
	 */
	default void returned(TaskRun run) {
	}

}
