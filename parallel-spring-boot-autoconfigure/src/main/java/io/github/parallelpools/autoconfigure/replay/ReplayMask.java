package io.github.parallelpools.autoconfigure.replay;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;

/**
 * A bean that decides what of a dead letter may be written to a file: what a task was
 * given, and the texts that tell of its end. Without such a bean both are written as they
 * are. Several are asked one after the other, in their order. Called by the thread that
 * writes; what it throws is thrown there, and nothing is written then.
 */
@FunctionalInterface
public interface ReplayMask {

	/**
	 * What is written in the place of a value.
	 * @param pool the pool
	 * @param value the item that was sent, the argument of a function that was mapped
	 * over items, or the function that was submitted, with what it has captured; a call
	 * of a bean's method comes as a {@link io.github.parallelpools.spi.MethodCall}
	 * @return the value, if it may be written, or another one of the same type, as the
	 * task is run with it
	 */
	@Nullable Object mask(ParallelPool pool, @Nullable Object value);

	/**
	 * What is written in the place of a text.
	 * @param pool the pool
	 * @param text the cause, the last output, the stack or the crash report: lines that
	 * may show values
	 * @return the text, if it may be written, or another one, which may be empty
	 */
	default String maskText(ParallelPool pool, String text) {
		return text;
	}

}
