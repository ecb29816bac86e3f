package io.github.parallelpools.engine.task;

/** Who has taken a task and not come back from it. */
public interface TaskHolder {

	/**
	 * Ends the run of a task by force, unless it has ended. Returns without waiting.
	 * @return whether it was running here
	 */
	boolean abortTask(Execution<?> task);

}
