package io.github.parallelpools.cluster.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;

/** The maps. Guarded by the memory. */
final class MemoryMapTable {

	private final Map<String, Map<String, MapValue>> maps = new TreeMap<>();

	/** The last version of all maps. */
	private long version = MapValue.ABSENT;

	@Nullable MapValue get(String map, String key) {
		return copy(map(map).get(key));
	}

	OptionalLong cas(String map, String key, long expected, byte @Nullable [] value) {
		MapValue before = map(map).get(key);
		long found = (before != null) ? before.version() : MapValue.ABSENT;
		return (found == expected) ? OptionalLong.of(set(map, key, value)) : OptionalLong.empty();
	}

	@Nullable MapValue put(String map, String key, byte @Nullable [] value) {
		MapValue before = map(map).get(key);
		set(map, key, value);
		return before;
	}

	private long set(String map, String key, byte @Nullable [] value) {
		Map<String, MapValue> entries = this.maps.computeIfAbsent(map, (name) -> new HashMap<>());
		if (value != null) {
			entries.put(key, new MapValue(value.clone(), ++this.version));
			return this.version;
		}
		entries.remove(key);
		if (entries.isEmpty()) {
			this.maps.remove(map);
		}
		return MapValue.ABSENT;
	}

	List<MapEntry> entries(String map) {
		return map(map).entrySet()
			.stream()
			.map((entry) -> new MapEntry(entry.getKey(), copy(entry.getValue())))
			.toList();
	}

	int size(String map) {
		return map(map).size();
	}

	void clear(String map) {
		this.maps.remove(map);
	}

	List<String> names() {
		return List.copyOf(this.maps.keySet());
	}

	private Map<String, MapValue> map(String name) {
		return this.maps.getOrDefault(name, Map.of());
	}

	private static @Nullable MapValue copy(@Nullable MapValue value) {
		return (value != null) ? new MapValue(value.value().clone(), value.version()) : null;
	}

}
