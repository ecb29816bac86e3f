package io.github.parallelpools.engine.bulk;

import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where the items of a bulk come from. Foreign code is behind each method. Used by one
 * thread at a time.
 *
 * @param <I> the type of the items
 */
final class Source<I extends @Nullable Object> {

	private final Supplier<? extends Spliterator<? extends I>> items;

	private final Runnable close;

	private @Nullable Spliterator<? extends I> reading;

	private volatile long total = -1;

	private Source(Supplier<? extends Spliterator<? extends I>> items, Runnable close) {
		this.items = items;
		this.close = close;
	}

	static <I extends @Nullable Object> Source<I> of(Iterable<? extends I> items) {
		return new Source<>(items::spliterator, () -> {
		});
	}

	static <I extends @Nullable Object> Source<I> of(Stream<? extends I> items) {
		return new Source<>(items::spliterator, items::close);
	}

	/** Hands over the next item; returns whether there is one. */
	boolean next(Consumer<? super I> taker) {
		Spliterator<? extends I> from = this.reading;
		if (from == null) {
			from = this.items.get();
			this.total = from.getExactSizeIfKnown();
			this.reading = from;
		}
		return from.tryAdvance(taker);
	}

	/** How many items there are, if that is known. */
	OptionalLong total() {
		long known = this.total;
		return (known < 0) ? OptionalLong.empty() : OptionalLong.of(known);
	}

	void close() {
		this.close.run();
	}

}
