package io.github.parallelpools.shared.store;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a snapshot; {@link #setValue} writes through. The value is decoded when it
 * is first asked for. Like the entries of other maps for one thread only.
 *
 * @param <V> the type of the value
 */
final class SharedEntry<V> implements Map.Entry<String, V> {

	private final StoredMap<V> map;

	private StoredEntry entry;

	private @Nullable V value;

	SharedEntry(StoredMap<V> map, StoredEntry entry) {
		this.map = map;
		this.entry = entry;
	}

	@Override
	public String getKey() {
		return this.entry.key();
	}

	@Override
	public V getValue() {
		V decoded = this.value;
		if (decoded == null) {
			decoded = this.map.decode(this.entry);
			this.value = decoded;
		}
		return decoded;
	}

	@Override
	public V setValue(V value) {
		EncodedValue update = this.map.encode(getKey(), value);
		V before = getValue();
		this.map.set(getKey(), update);
		this.entry = new StoredEntry(getKey(), update, MapStore.ABSENT);
		this.value = null;
		return before;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Map.Entry<?, ?> one && getKey().equals(one.getKey())
				&& getValue().equals(one.getValue());
	}

	@Override
	public int hashCode() {
		return getKey().hashCode() ^ getValue().hashCode();
	}

	@Override
	public String toString() {
		return getKey() + "=" + getValue();
	}

}
