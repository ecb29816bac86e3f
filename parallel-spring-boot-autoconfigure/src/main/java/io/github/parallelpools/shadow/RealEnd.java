package io.github.parallelpools.shadow;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.task.TaskNotPortableException;

/**
 * How the task itself has ended, kept so that nobody can change it any more.
 */
sealed interface RealEnd {

	/**
	 * It has returned something that can't change.
	 *
	 * @param value the value
	 */
	record Returned(@Nullable Object value) implements RealEnd {
	}

	/**
	 * It has returned something that may change.
	 *
	 * @param bytes the value as it was then
	 */
	record Encoded(byte[] bytes) implements RealEnd {
	}

	/**
	 * It has thrown something.
	 *
	 * @param errorClass the name of its class
	 */
	record Threw(String errorClass) implements RealEnd {
	}

	/**
	 * Keeps what a task has returned.
	 * @throws TaskNotPortableException if it can't travel
	 */
	static RealEnd returned(@Nullable Object value, PayloadCodec codec) {
		boolean isFixed = value == null || value instanceof String || value instanceof Boolean
				|| value instanceof Character || value instanceof Integer || value instanceof Long
				|| value instanceof Double || value instanceof Enum<?>;
		return isFixed ? new Returned(value) : new Encoded(codec.encode(value));
	}

	/** Keeps what a task has thrown. */
	static RealEnd threw(Throwable error) {
		return new Threw(ErrorText.of(error).errorClass());
	}

}
