package io.github.parallelpools.task;

import org.jspecify.annotations.Nullable;

/**
 * One item of a bulk with what is done with it, as it travels to a worker process.
 *
 * @param <I> the type of the item
 * @param <O> the type of the value
 * @param mapper what is done
 * @param item the item
 */
public record MappedItem<I extends @Nullable Object, O extends @Nullable Object>(
		TaskMapper<? super I, ? extends O> mapper, I item) implements TaskCallable<O> {

	@Override
	public O call() throws Exception {
		return this.mapper.apply(this.item);
	}

}
