package io.github.parallelpools.engine.bulk;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskMapper;

/**
 * One item to be mapped by whoever comes first: a worker that calls it, or the reader of
 * the results.
 *
 * @param <I> the type of the item
 * @param <O> the type of the value
 */
final class Claim<I extends @Nullable Object, O extends @Nullable Object> extends AtomicInteger
		implements TaskCallable<O> {

	private static final int FREE = 0;

	private static final int WORKER = 1;

	private static final int READER = 2;

	private final TaskMapper<? super I, ? extends O> mapper;

	@SuppressWarnings("serial") // It travels, or is refused where it should
	private final I item;

	Claim(TaskMapper<? super I, ? extends O> mapper, I item) {
		this.mapper = mapper;
		this.item = item;
	}

	/** The reader wants to do it; returns whether it is the one. */
	boolean takeBack() {
		return compareAndSet(FREE, READER);
	}

	boolean isTakenBack() {
		return get() == READER;
	}

	/** Does it, for the reader that has taken it. */
	O run() throws Exception {
		return this.mapper.apply(this.item);
	}

	@Override
	@SuppressWarnings("NullAway") // Nobody sees what a task returns that came too late
	public O call() throws Exception {
		return compareAndSet(FREE, WORKER) ? run() : null;
	}

}
