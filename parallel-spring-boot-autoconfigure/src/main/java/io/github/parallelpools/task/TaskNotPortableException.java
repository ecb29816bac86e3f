package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * A task, an item or a result can't travel to another process. The message names the
 * class that is in the way and the field or captured variable that holds it.
 */
public final class TaskNotPortableException extends IllegalArgumentException {

	/**
	 * Used by codecs.
	 * @param message what can't travel, and where it is held
	 * @param cause why
	 */
	public TaskNotPortableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
