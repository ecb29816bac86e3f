package io.github.parallelpools.shared.store;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** The keys of a map; never asks for a value. */
final class KeyView extends AbstractSet<String> {

	private final StoredMap<?> map;

	private final MapStore store;

	KeyView(StoredMap<?> map, MapStore store) {
		this.map = map;
		this.store = store;
	}

	@Override
	public int size() {
		return this.map.size();
	}

	@Override
	public boolean contains(@Nullable Object key) {
		return this.map.containsKey(Objects.requireNonNull(key));
	}

	@Override
	public boolean remove(@Nullable Object key) {
		return this.map.delete(key);
	}

	@Override
	public boolean removeIf(Predicate<? super String> filter) {
		Objects.requireNonNull(filter);
		boolean removed = false;
		for (String key : this.store.keys()) {
			removed |= filter.test(key) && this.store.delete(key);
		}
		return removed;
	}

	@Override
	public void clear() {
		this.map.clear();
	}

	@Override
	public Iterator<String> iterator() {
		return new SnapshotIterator<>(this.store.keys(), Function.identity(), this.store::delete);
	}

	@Override
	public Spliterator<String> spliterator() {
		List<String> keys = this.store.keys();
		return Spliterators.spliterator(keys.iterator(), keys.size(),
				Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE);
	}

}
