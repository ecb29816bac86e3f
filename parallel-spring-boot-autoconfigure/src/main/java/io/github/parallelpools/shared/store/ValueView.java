package io.github.parallelpools.shared.store;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The values of a map.
 *
 * @param <V> the type of the values
 */
final class ValueView<V> extends AbstractCollection<V> {

	private final StoredMap<V> map;

	private final MapStore store;

	private final Commits<V> commits;

	ValueView(StoredMap<V> map, MapStore store, Commits<V> commits) {
		this.map = map;
		this.store = store;
		this.commits = commits;
	}

	@Override
	public int size() {
		return this.map.size();
	}

	@Override
	public boolean contains(@Nullable Object value) {
		Objects.requireNonNull(value);
		return this.store.entries().stream().anyMatch((entry) -> Objects.deepEquals(value, this.map.decode(entry)));
	}

	@Override
	public boolean remove(@Nullable Object value) {
		Objects.requireNonNull(value);
		return this.store.entries()
			.stream()
			.anyMatch((entry) -> this.commits.removeIf(entry, (held) -> Objects.deepEquals(value, held)));
	}

	@Override
	public boolean removeIf(Predicate<? super V> filter) {
		Objects.requireNonNull(filter);
		boolean removed = false;
		for (StoredEntry entry : this.store.entries()) {
			removed |= this.commits.removeIf(entry, filter);
		}
		return removed;
	}

	@Override
	public boolean removeAll(Collection<?> values) {
		Objects.requireNonNull(values);
		return removeIf(values::contains);
	}

	@Override
	public boolean retainAll(Collection<?> values) {
		Objects.requireNonNull(values);
		return removeIf((value) -> !values.contains(value));
	}

	@Override
	public void clear() {
		this.map.clear();
	}

	@Override
	public Iterator<V> iterator() {
		return iterator(this.store.entries());
	}

	private Iterator<V> iterator(List<StoredEntry> entries) {
		return new SnapshotIterator<>(entries, this.map::decode, (entry) -> this.store.delete(entry.key()));
	}

	@Override
	public Spliterator<V> spliterator() {
		List<StoredEntry> entries = this.store.entries();
		return Spliterators.spliterator(iterator(entries), entries.size(), Spliterator.NONNULL | Spliterator.IMMUTABLE);
	}

}
