package io.github.parallelpools.worker.process.wire;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.AddResult;
import io.github.parallelpools.shared.store.EncodedValue;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.StoredEntry;
import io.github.parallelpools.shared.store.SwapResult;
import io.github.parallelpools.worker.process.wire.MapAnswer.Item;
import io.github.parallelpools.worker.process.wire.MapAnswer.Kind;
import io.github.parallelpools.worker.process.wire.MapRequest.Operation;

/** One of the application's maps, as a child sees it: every operation is one request. */
final class RemoteMapStore implements MapStore {

	private final String tag;

	private final RemoteMaps maps;

	RemoteMapStore(String tag, RemoteMaps maps) {
		this.tag = tag;
		this.maps = maps;
	}

	@Override
	public @Nullable StoredEntry get(String key) {
		MapAnswer answer = this.maps.ask(MapRequest.of(Operation.GET, this.tag, key), Kind.VALUE);
		return entry(key, answer);
	}

	@Override
	public boolean containsKey(String key) {
		return this.maps.ask(MapRequest.of(Operation.CONTAINS_KEY, this.tag, key), Kind.DONE).number() != 0;
	}

	@Override
	public int size() {
		return (int) this.maps.ask(MapRequest.of(Operation.SIZE, this.tag), Kind.DONE).number();
	}

	@Override
	public @Nullable EncodedValue put(String key, EncodedValue value) {
		return this.maps.ask(new MapRequest(Operation.PUT, this.tag, key, 0, value), Kind.VALUE).value();
	}

	@Override
	public @Nullable EncodedValue remove(String key) {
		return this.maps.ask(MapRequest.of(Operation.REMOVE, this.tag, key), Kind.VALUE).value();
	}

	@Override
	public boolean delete(String key) {
		return this.maps.ask(MapRequest.of(Operation.DELETE, this.tag, key), Kind.DONE).number() != 0;
	}

	@Override
	public SwapResult compareAndSet(String key, long version, @Nullable EncodedValue update) {
		MapAnswer answer = this.maps.ask(new MapRequest(Operation.COMPARE_AND_SET, this.tag, key, version, update),
				Kind.DONE, Kind.LOST);
		return (answer.kind() == Kind.DONE) ? new SwapResult.Swapped() : new SwapResult.Lost(entry(key, answer));
	}

	@Override
	public AddResult add(String key, long delta) {
		MapAnswer answer = this.maps.ask(new MapRequest(Operation.ADD, this.tag, key, delta, null), Kind.DONE,
				Kind.OVERFLOW, Kind.NOT_A_NUMBER);
		EncodedValue value = answer.value();
		if (answer.kind() == Kind.OVERFLOW && value != null) {
			return new AddResult.Overflow(value);
		}
		return (answer.kind() == Kind.DONE) ? new AddResult.Sum(answer.number()) : new AddResult.NotANumber(value);
	}

	@Override
	public List<String> keys() {
		return this.maps.fetch(Operation.KEYS, this.tag).stream().map(Item::key).toList();
	}

	@Override
	public List<StoredEntry> entries() {
		return this.maps.fetch(Operation.ENTRIES, this.tag)
			.stream()
			.map((item) -> new StoredEntry(item.key(), Objects.requireNonNull(item.value()), item.version()))
			.toList();
	}

	@Override
	public void clear() {
		this.maps.ask(MapRequest.of(Operation.CLEAR, this.tag), Kind.DONE);
	}

	private @Nullable StoredEntry entry(String key, MapAnswer answer) {
		EncodedValue value = answer.value();
		return (value != null) ? new StoredEntry(key, value, answer.number()) : null;
	}

}
