package io.github.parallelpools.shared.store;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The entries of a map.
 *
 * @param <V> the type of the values
 */
final class EntryView<V> extends AbstractSet<Map.Entry<String, V>> {

	private final StoredMap<V> map;

	private final MapStore store;

	private final Commits<V> commits;

	EntryView(StoredMap<V> map, MapStore store, Commits<V> commits) {
		this.map = map;
		this.store = store;
		this.commits = commits;
	}

	@Override
	public int size() {
		return this.map.size();
	}

	@Override
	public boolean contains(@Nullable Object entry) {
		return isPossible(entry) && entry instanceof Map.Entry<?, ?> one
				&& Objects.deepEquals(one.getValue(), this.map.get(one.getKey()));
	}

	@Override
	public boolean remove(@Nullable Object entry) {
		return isPossible(entry) && entry instanceof Map.Entry<?, ?> one
				&& this.map.remove(one.getKey(), one.getValue());
	}

	private static boolean isPossible(@Nullable Object entry) {
		return entry instanceof Map.Entry<?, ?> one && one.getKey() != null && one.getValue() != null;
	}

	@Override
	public boolean removeIf(Predicate<? super Map.Entry<String, V>> filter) {
		Objects.requireNonNull(filter);
		boolean removed = false;
		for (StoredEntry entry : this.store.entries()) {
			removed |= this.commits.removeIf(entry, (value) -> filter.test(Map.entry(entry.key(), value)));
		}
		return removed;
	}

	@Override
	public boolean removeAll(Collection<?> entries) {
		Objects.requireNonNull(entries);
		return removeIf(entries::contains);
	}

	@Override
	public boolean retainAll(Collection<?> entries) {
		Objects.requireNonNull(entries);
		return removeIf((entry) -> !entries.contains(entry));
	}

	@Override
	public void clear() {
		this.map.clear();
	}

	@Override
	public Iterator<Map.Entry<String, V>> iterator() {
		return iterator(this.store.entries());
	}

	private Iterator<Map.Entry<String, V>> iterator(List<StoredEntry> entries) {
		return new SnapshotIterator<>(entries, (entry) -> new SharedEntry<>(this.map, entry),
				(entry) -> this.store.delete(entry.key()));
	}

	@Override
	public Spliterator<Map.Entry<String, V>> spliterator() {
		List<StoredEntry> entries = this.store.entries();
		return Spliterators.spliterator(iterator(entries), entries.size(),
				Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE);
	}

}
