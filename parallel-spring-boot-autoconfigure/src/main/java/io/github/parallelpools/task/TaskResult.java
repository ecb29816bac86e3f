package io.github.parallelpools.task;

import java.io.Serializable;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The result code of a task and why it ended so. Immutable.
 *
 * @param resultCode how the task ended
 * @param errorClass the name of the class of the error, {@code null} on success
 * @param message what went wrong, {@code null} if there is nothing to say
 * @param stack the error's stack trace as text, from the worker where it happened; for a
 * task that was killed or replaced because of overtime where it was then, its own thread
 * first; for one whose worker died what is known of that end, with the last lines that it
 * printed; {@code null} if there is none
 * @param overtime whether the task ran for longer than {@code soft-overtime} or
 * {@code worker-overtime}, also where the pool's policy let it
 * @param times how long it waited and ran, and what it used
 */
public record TaskResult(ResultCode resultCode, @Nullable String errorClass, @Nullable String message,
		@Nullable String stack, boolean overtime, TaskTimes times) implements Serializable {

	/**
	 * The result of a task that was run once, or never.
	 * @param resultCode how the task ended
	 * @param errorClass the name of the class of the error, {@code null} on success
	 * @param message what went wrong, {@code null} if there is nothing to say
	 * @param stack the error's stack trace as text, {@code null} if there is none
	 * @param overtime whether the task ran for too long
	 * @param waited how long the task was queued
	 * @param elapsed how long it ran, zero if it never did
	 */
	public TaskResult(ResultCode resultCode, @Nullable String errorClass, @Nullable String message,
			@Nullable String stack, boolean overtime, Duration waited, Duration elapsed) {
		this(resultCode, errorClass, message, stack, overtime,
				new TaskTimes(waited, elapsed, elapsed.isZero() ? 0 : 1, null));
	}

	/**
	 * How long the task was queued.
	 * @return the time; if it was run more than once, until it was last run
	 */
	public Duration waited() {
		return this.times.waited();
	}

	/**
	 * How long the task ran.
	 * @return the time of the last run, zero if it never ran
	 */
	public Duration elapsed() {
		return this.times.elapsed();
	}

	/**
	 * How many times the task was run.
	 * @return more than 1 only if its worker died before, 0 if it never ran
	 */
	public int attempts() {
		return this.times.attempts();
	}

	/**
	 * What the task has used.
	 * @return {@code null} if that was not measured
	 */
	public @Nullable TaskUsage usage() {
		return this.times.usage();
	}

	/**
	 * The five-digit code.
	 * @return {@code 00000} for success, for example
	 */
	public String code() {
		return this.resultCode.code();
	}

	/**
	 * Whether the task returned a value.
	 * @return {@code true} for the code {@code 00000}
	 */
	public boolean isSuccess() {
		return this.resultCode == ResultCode.SUCCESS;
	}

}
