package io.github.parallelpools.autoconfigure.replay;

import org.jspecify.annotations.Nullable;

/**
 * A file with a task can't be written, or is none that can be run again here. The message
 * tells what is wrong and what helps.
 */
public final class ReplayFileException extends RuntimeException {

	/**
	 * Tells what is wrong.
	 * @param message what is wrong, and what helps
	 */
	public ReplayFileException(String message) {
		super(message);
	}

	/**
	 * Tells what is wrong.
	 * @param message what is wrong, and what helps
	 * @param cause why, {@code null} if that is all
	 */
	public ReplayFileException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
