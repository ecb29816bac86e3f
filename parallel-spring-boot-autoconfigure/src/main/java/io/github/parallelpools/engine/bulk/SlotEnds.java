package io.github.parallelpools.engine.bulk;

import org.jspecify.annotations.Nullable;

/**
 * Who is told of the end of an item, by whatever thread ends it.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
interface SlotEnds<I extends @Nullable Object, O extends @Nullable Object> {

	/** Counts an end, before anybody sees it. */
	void count(boolean failed);

	/** An item has ended. */
	void ended(Slot<I, O> slot);

}
