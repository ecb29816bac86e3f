package io.github.parallelpools.shared.store;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Goes over a snapshot; removes from the map. What can't be decoded is stepped over and
 * can be removed.
 *
 * @param <S> what the snapshot holds
 * @param <E> what the user gets of it
 */
final class SnapshotIterator<S, E> implements Iterator<E> {

	private final Iterator<S> snapshot;

	private final Function<S, E> shape;

	private final Consumer<S> remover;

	private @Nullable S last;

	SnapshotIterator(List<S> snapshot, Function<S, E> shape, Consumer<S> remover) {
		this.snapshot = snapshot.iterator();
		this.shape = shape;
		this.remover = remover;
	}

	@Override
	public boolean hasNext() {
		return this.snapshot.hasNext();
	}

	@Override
	public E next() {
		S next = this.snapshot.next();
		this.last = next;
		return this.shape.apply(next);
	}

	@Override
	public void remove() {
		S removed = this.last;
		if (removed == null) {
			throw new IllegalStateException("Nothing to remove: call next() first, and remove() once after it");
		}
		this.last = null;
		this.remover.accept(removed);
	}

}
