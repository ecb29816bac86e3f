package io.github.parallelpools.pool;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Something that has happened in a pool or to a standalone task, kept for people to read.
 * Immutable.
 *
 * @param number counts the events of the pool, or of all standalone tasks, from 1,
 * without a gap: who looks again knows which are new
 * @param at when it was told, which may be a moment after it happened
 * @param type what it is
 * @param worker the worker that it is about, {@code null} if it is about none
 * @param task the task that it is about, {@code null} if it is about none
 * @param text what happened, in words, at most 2,000 characters
 */
public record RecordedEvent(long number, Instant at, Type type, @Nullable String worker, @Nullable String task,
		String text) {

	/**
	 * What has happened.
	 */
	public enum Type {

		/** The pool has moved to another state. */
		MOVED,

		/** A worker is ready. */
		WORKER_STARTED,

		/** A worker could not start. */
		START_FAILED,

		/** A worker has ended, as it was to. */
		WORKER_ENDED,

		/** A worker has died by itself. */
		WORKER_DIED,

		/** A worker was ended by hand. */
		WORKER_KILLED,

		/** A worker has ignored the order to end and was given up. */
		WORKER_ABANDONED,

		/** A substitute works beside a worker whose task is over time. */
		WORKER_REPLACED,

		/** A worker leaves, as it was idle. */
		WORKER_RELEASED,

		/** A worker leaves, as another one has taken its place. */
		WORKER_RECYCLED,

		/** There is no memory for the workers that are wanted. */
		MEMORY_SHORT,

		/** A task has run for longer than its soft limit and was asked to end. */
		TASK_ASKED,

		/** A task has run for longer than its limit. */
		TASK_OVERTIME,

		/** Tasks run for long, or are killed, where none was seen before. */
		HANG_FOUND,

		/** A worker waits for a lock in a circle of threads that wait for each other. */
		DEADLOCK_FOUND,

		/** More tasks were killed than the budget allows. */
		KILL_BUDGET_EXCEEDED,

		/** The pool goes on after that. */
		KILL_BUDGET_RESTORED,

		/** Somebody has changed settings of the pool. */
		SETTINGS_CHANGED,

		/** Somebody has all workers replaced, one after the other. */
		RENEWAL_BEGUN,

		/** A task is run again, as its worker died. */
		TASK_RETRIED,

		/** A task goes to another worker, as the first died before it began. */
		TASK_RETURNED,

		/** A task that has killed its workers is among the dead letters. */
		DEAD_LETTERED,

		/** A standalone task has ended; the ends of tasks of pools are not kept. */
		TASK_ENDED,

		/** Something has happened that there was no memory to tell of. */
		MISSED

	}

}
