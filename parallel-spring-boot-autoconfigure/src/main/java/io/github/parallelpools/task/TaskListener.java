package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * Is told of the tasks of a pool, in the application's JVM. A bean that is named as the
 * {@code callback} of pools is told of theirs; every other bean of this type is told of
 * the tasks of all pools.
 * <p>
 * Methods are called by the worker's thread, which serves no other task meanwhile, or by
 * the thread that cancelled the task; several threads may call at once. What they throw
 * is logged and harms nothing.
 */
public interface TaskListener {

	/**
	 * A worker starts to run a task. Called once per attempt, and once more if the
	 * worker's process dies before it begins; not called for tasks that end without
	 * having run. What a poller has found is known to be a task only when the poller
	 * returns: it is told then, right before its end.
	 * @param id the task's id
	 * @param pool the pool's name
	 */
	default void started(String id, String pool) {
	}

	/**
	 * A task has ended. Called exactly once for every accepted task, whatever ended it,
	 * after its future was completed.
	 * @param id the task's id
	 * @param pool the pool's name
	 * @param result how it ended
	 * @param value what the task returned; {@code null} unless it succeeded
	 */
	default void ended(String id, String pool, TaskResult result, @Nullable Object value) {
	}

	/**
	 * A task whose worker died is not run again and lies among the pool's dead letters,
	 * from where it can be sent again by hand. Called after {@link #ended}, which was
	 * told of the same end.
	 * @param id the task's id
	 * @param pool the pool's name
	 * @param letter what is known of it
	 */
	default void deadLettered(String id, String pool, DeadLetter letter) {
	}

}
