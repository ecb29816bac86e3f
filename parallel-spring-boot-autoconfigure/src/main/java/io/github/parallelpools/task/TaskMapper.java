package io.github.parallelpools.task;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * What is done with each item of a bulk: a function that can travel to another process,
 * so that every lambda or method reference written where one is expected is serializable.
 * What it captures must be serializable as well; a pool of processes checks that when an
 * item is submitted. Workers may call it at the same time.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
@FunctionalInterface
public interface TaskMapper<I extends @Nullable Object, O extends @Nullable Object> extends Serializable {

	/**
	 * Makes the value of an item. {@link TaskContext#current()} is the context of the
	 * item's task, or of the task that reads the results where that does the item itself.
	 * @param item the item
	 * @return the value, may be {@code null}
	 * @throws Exception if there is none; the item's task then ends with {@code 21399}
	 */
	O apply(I item) throws Exception;

}
