package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * Stands for a throwable that could not travel from a worker's process: its class,
 * message and stack trace as text.
 */
public final class RemoteTaskError extends RuntimeException {

	private final String errorClass;

	private final String stack;

	/**
	 * Stands for a throwable of another process.
	 * @param errorClass the name of its class
	 * @param message its message, may be {@code null}
	 * @param stack its stack trace as text
	 */
	public RemoteTaskError(String errorClass, @Nullable String message, String stack) {
		super(message, null, false, false);
		this.errorClass = errorClass;
		this.stack = stack;
	}

	/**
	 * The class of the original.
	 * @return the name of the class
	 */
	public String errorClass() {
		return this.errorClass;
	}

	/**
	 * The stack trace of the original.
	 * @return the stack trace as text
	 */
	public String stack() {
		return this.stack;
	}

	@Override
	public String toString() {
		return this.errorClass + ": " + getMessage();
	}

}
