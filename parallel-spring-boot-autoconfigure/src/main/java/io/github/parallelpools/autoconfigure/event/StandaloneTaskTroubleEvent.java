package io.github.parallelpools.autoconfigure.event;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskSettings;

/**
 * Something has befallen a standalone task that runs. How it ends is another event.
 */
public final class StandaloneTaskTroubleEvent extends StandaloneTaskEvent {

	private static final long serialVersionUID = 1L;

	private final Cause cause;

	private final String workerId;

	private final String message;

	private final @Nullable String stack;

	/**
	 * What has befallen it.
	 */
	public enum Cause {

		/** It runs for longer than its {@code overtime}, and is left to itself. */
		OVERTIME,

		/** It was ended for that. */
		KILLED,

		/** Its process died by itself. */
		CRASHED,

		/** Its worker ignored the order to end and was given up. */
		ABANDONED,

		/**
		 * It is slow, or was killed, where no standalone task was before: the message is
		 * that place.
		 */
		HANGS

	}

	/**
	 * Makes an event.
	 * @param task the task
	 * @param cause what has befallen it
	 * @param workerId the id of the worker that runs it
	 * @param message the same in words
	 * @param stack where it was, if that is known
	 */
	public StandaloneTaskTroubleEvent(TaskSettings task, Cause cause, String workerId, String message,
			@Nullable String stack) {
		super(task);
		this.cause = cause;
		this.workerId = workerId;
		this.message = message;
		this.stack = stack;
	}

	/**
	 * What has befallen it.
	 * @return the cause
	 */
	public Cause getCause() {
		return this.cause;
	}

	/**
	 * The id of the worker that runs it.
	 * @return the id
	 */
	public String getWorkerId() {
		return this.workerId;
	}

	/**
	 * What has befallen it, in words.
	 * @return for {@link Cause#HANGS} the place in the application's code
	 */
	public String getMessage() {
		return this.message;
	}

	/**
	 * Where it was, if that is known.
	 * @return the stacks of its threads, {@code null} if nobody knows
	 */
	public @Nullable String getStack() {
		return this.stack;
	}

	@Override
	String text() {
		return "%s on worker %s, %s".formatted(this.cause, this.workerId, this.message);
	}

}
