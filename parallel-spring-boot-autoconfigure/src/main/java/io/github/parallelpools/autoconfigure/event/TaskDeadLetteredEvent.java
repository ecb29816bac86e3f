package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.DeadLetter;

/**
 * A task that has killed its workers is not run again, and is among the dead letters of
 * its pool.
 */
public final class TaskDeadLetteredEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final DeadLetter deadLetter;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param deadLetter what is known of the task
	 */
	public TaskDeadLetteredEvent(ParallelPool pool, DeadLetter deadLetter) {
		super(pool);
		this.deadLetter = deadLetter;
	}

	/**
	 * What is known of the task.
	 * @return what is known of the task
	 */
	public DeadLetter getDeadLetter() {
		return this.deadLetter;
	}

	@Override
	String text() {
		return "task " + this.deadLetter.id();
	}

}
