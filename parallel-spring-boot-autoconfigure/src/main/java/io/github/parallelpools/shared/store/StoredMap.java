package io.github.parallelpools.shared.store;

import java.util.AbstractMap;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.Commits.Change;

/**
 * A shared map as its users see it, on top of a {@link MapStore}. Decides on decoded
 * values, but commits by versions. Runs the users' code under no lock. Knows nothing of
 * where the store is.
 *
 * @param <V> the type of the values
 */
public final class StoredMap<V> extends AbstractMap<String, V> implements SharedMap<V> {

	private final MapStore store;

	private final Values<V> values;

	private final Commits<V> commits;

	/**
	 * Makes a way to a map.
	 * @param tag the map's tag
	 * @param stores where it is
	 * @param codec encodes and decodes its values
	 * @throws IllegalArgumentException if the tag is too long
	 */
	public StoredMap(String tag, MapStores stores, ValueCodec codec) {
		this.values = new Values<>(tag, codec);
		this.store = stores.store(tag);
		this.commits = new Commits<>(this.store, this.values);
	}

	@Override
	public String tag() {
		return this.values.tag();
	}

	@Override
	public int size() {
		return this.store.size();
	}

	@Override
	public boolean isEmpty() {
		return size() == 0;
	}

	@Override
	public boolean containsKey(Object key) {
		String known = this.values.lookup(key);
		return known != null && this.store.containsKey(known);
	}

	@Override
	public boolean containsValue(Object value) {
		return values().contains(value);
	}

	@Override
	public @Nullable V get(Object key) {
		String known = this.values.lookup(key);
		StoredEntry entry = (known != null) ? this.store.get(known) : null;
		return (entry != null) ? decode(entry) : null;
	}

	@Override
	@SuppressWarnings("NullAway") // The default may be null where null is asked for
	public V getOrDefault(Object key, V defaultValue) {
		V value = get(key);
		return (value != null) ? value : defaultValue;
	}

	@Override
	public @Nullable V put(String key, V value) {
		EncodedValue before = this.store.put(this.values.key(key), encode(key, value));
		return (before != null) ? this.values.decode(key, before) : null;
	}

	@Override
	public void putAll(Map<? extends String, ? extends V> map) {
		map.forEach((key, value) -> set(this.values.key(key), encode(key, value)));
	}

	@Override
	public @Nullable V remove(Object key) {
		String known = this.values.lookup(key);
		EncodedValue before = (known != null) ? this.store.remove(known) : null;
		return (known != null && before != null) ? this.values.decode(known, before) : null;
	}

	@Override
	public void clear() {
		this.store.clear();
	}

	@Override
	public @Nullable V putIfAbsent(String key, V value) {
		SwapResult result = this.store.compareAndSet(this.values.key(key), MapStore.ABSENT, encode(key, value));
		return (result instanceof SwapResult.Lost lost && lost.current() != null) ? decode(lost.current()) : null;
	}

	@Override
	public boolean remove(Object key, Object value) {
		Objects.requireNonNull(value);
		String known = this.values.lookup(key);
		return known != null && this.commits.settle(known,
				(old) -> Objects.deepEquals(value, old) ? Change.to(null, old) : Change.none(null)) != null;
	}

	@Override
	public boolean replace(String key, V oldValue, V newValue) {
		Objects.requireNonNull(oldValue);
		Objects.requireNonNull(newValue);
		return this.commits.settle(this.values.key(key),
				(old) -> Objects.deepEquals(oldValue, old) ? Change.to(newValue, old) : Change.none(null)) != null;
	}

	@Override
	public @Nullable V replace(String key, V value) {
		Objects.requireNonNull(value);
		return this.commits.settle(this.values.key(key),
				(old) -> (old != null) ? Change.to(value, old) : Change.none(null));
	}

	@Override
	public @Nullable V compute(String key, BiFunction<? super String, ? super V, ? extends V> remapping) {
		Objects.requireNonNull(remapping);
		return this.commits.settle(this.values.key(key), (old) -> {
			V value = remapping.apply(key, old);
			return (old == null && value == null) ? Change.none(null) : Change.to(value, value);
		});
	}

	@Override
	public @Nullable V computeIfAbsent(String key, Function<? super String, ? extends V> mapping) {
		Objects.requireNonNull(mapping);
		return this.commits.settle(this.values.key(key), (old) -> {
			V value = (old == null) ? mapping.apply(key) : null;
			return (value == null) ? Change.none(old) : Change.to(value, value);
		});
	}

	@Override
	public @Nullable V computeIfPresent(String key, BiFunction<? super String, ? super V, ? extends V> remapping) {
		Objects.requireNonNull(remapping);
		return this.commits.settle(this.values.key(key), (old) -> {
			if (old == null) {
				return Change.none(null);
			}
			V value = remapping.apply(key, old);
			return Change.to(value, value);
		});
	}

	@Override
	public @Nullable V merge(String key, V value, BiFunction<? super V, ? super V, ? extends V> remapping) {
		Objects.requireNonNull(value);
		Objects.requireNonNull(remapping);
		return this.commits.settle(this.values.key(key), (old) -> {
			V merged = (old == null) ? value : remapping.apply(old, value);
			return Change.to(merged, merged);
		});
	}

	@Override
	public long addAndGet(String key, long delta) {
		AddResult result = this.store.add(this.values.key(key), delta);
		if (result instanceof AddResult.Sum sum) {
			return sum.value();
		}
		if (result instanceof AddResult.Overflow overflow) {
			throw this.values.overflow(key, delta, overflow.value());
		}
		throw this.values.notANumber(key, ((AddResult.NotANumber) result).value());
	}

	@Override
	public void forEach(BiConsumer<? super String, ? super V> action) {
		Objects.requireNonNull(action);
		this.store.entries().forEach((entry) -> action.accept(entry.key(), decode(entry)));
	}

	@Override
	public void replaceAll(BiFunction<? super String, ? super V, ? extends V> function) {
		Objects.requireNonNull(function);
		for (StoredEntry entry : this.store.entries()) {
			this.commits.settlePresent(entry,
					(old) -> Change.to(Objects.requireNonNull(function.apply(entry.key(), old)), null));
		}
	}

	@Override
	public Set<String> keySet() {
		return new KeyView(this, this.store);
	}

	@Override
	public Collection<V> values() {
		return new ValueView<>(this, this.store, this.commits);
	}

	@Override
	public Set<Map.Entry<String, V>> entrySet() {
		return new EntryView<>(this, this.store, this.commits);
	}

	/** Removes a key whatever it holds. */
	boolean delete(@Nullable Object key) {
		String known = this.values.lookup(key);
		return known != null && this.store.delete(known);
	}

	void set(String key, EncodedValue value) {
		this.store.put(key, value);
	}

	EncodedValue encode(String key, V value) {
		return this.values.encode(key, value);
	}

	V decode(StoredEntry entry) {
		return this.values.decode(entry.key(), entry.value());
	}

}
