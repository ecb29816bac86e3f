package io.github.parallelpools.shared.store;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * All shared maps of an application, in its memory. A map without entries takes no space.
 * There is no lock over several maps. What they hold is bounded. Never decodes a value.
 * Safe for use by several threads.
 */
public final class MemoryMaps implements MapStores {

	private final ConcurrentHashMap<String, MemoryMap> maps = new ConcurrentHashMap<>();

	private final AtomicLong versions = new AtomicLong(MapStore.ABSENT);

	private final AtomicLong bytes = new AtomicLong();

	private final MapLimits limits;

	/** Makes maps with the standard limits. */
	public MemoryMaps() {
		this(MapLimits.standard());
	}

	/**
	 * Makes maps.
	 * @param limits how much they may hold
	 */
	public MemoryMaps(MapLimits limits) {
		this.limits = limits;
	}

	@Override
	public MapStore store(String tag) {
		return new Store(tag);
	}

	/**
	 * The tags of all maps that hold something.
	 * @return the tags, in their natural order; the set is the caller's
	 */
	public SortedSet<String> tags() {
		SortedSet<String> tags = new TreeSet<>();
		this.maps.forEach((tag, map) -> {
			if (map.size() > 0) {
				tags.add(tag);
			}
		});
		return tags;
	}

	/**
	 * How much all maps hold.
	 * @return the bytes, as they are counted for {@link MapLimits}
	 */
	public long bytes() {
		return this.bytes.get();
	}

	/** One map, whichever {@link MemoryMap} holds its entries at the moment. */
	private final class Store implements MapStore {

		private final String tag;

		Store(String tag) {
			this.tag = tag;
		}

		@Override
		public @Nullable StoredEntry get(String key) {
			MemoryMap map = MemoryMaps.this.maps.get(this.tag);
			return (map != null) ? map.get(key) : null;
		}

		@Override
		public boolean containsKey(String key) {
			return get(key) != null;
		}

		@Override
		public int size() {
			MemoryMap map = MemoryMaps.this.maps.get(this.tag);
			return (map != null) ? map.size() : 0;
		}

		@Override
		public @Nullable EncodedValue put(String key, EncodedValue value) {
			return valueOf(change((map) -> new Before(map.put(key, value))));
		}

		@Override
		public @Nullable EncodedValue remove(String key) {
			return valueOf(change((map) -> new Before(map.remove(key))));
		}

		@Override
		public boolean delete(String key) {
			return remove(key) != null;
		}

		@Override
		public SwapResult compareAndSet(String key, long version, @Nullable EncodedValue update) {
			return change((map) -> map.compareAndSet(key, version, update));
		}

		@Override
		public AddResult add(String key, long delta) {
			return change((map) -> map.add(key, delta));
		}

		@Override
		public List<String> keys() {
			return change(MemoryMap::keys);
		}

		@Override
		public List<StoredEntry> entries() {
			return change(MemoryMap::entries);
		}

		@Override
		public HeldEntries hold() {
			return change(MemoryMap::hold);
		}

		@Override
		public void clear() {
			change((map) -> {
				map.retire();
				return map;
			});
		}

		/**
		 * Takes a step on the map that is in use. Who meets a retired one removes it, so
		 * that nobody waits for the thread that has retired it.
		 */
		private <R> R change(Function<MemoryMap, R> step) {
			while (true) {
				MemoryMap map = inUse();
				R result = step(map, step);
				if (result != null) {
					return result;
				}
			}
		}

		private <R> @Nullable R step(MemoryMap map, Function<MemoryMap, R> step) {
			try {
				return map.exclusively(step);
			}
			finally {
				if (map.isRetired()) {
					MemoryMaps.this.maps.remove(this.tag, map);
				}
			}
		}

		private MemoryMap inUse() {
			// Asked first, as computeIfAbsent may lock also if the map is there.
			MemoryMap map = MemoryMaps.this.maps.get(this.tag);
			return (map != null) ? map : MemoryMaps.this.maps.computeIfAbsent(this.tag,
					(tag) -> new MemoryMap(MemoryMaps.this.versions, account()));
		}

		private MapAccount account() {
			return new MapAccount(this.tag, MemoryMaps.this.limits, MemoryMaps.this.bytes);
		}

		private static @Nullable EncodedValue valueOf(Before before) {
			return (before.entry() != null) ? before.entry().value() : null;
		}

	}

	/** What a key held; {@code null} has a meaning of its own in steps. */
	private record Before(@Nullable StoredEntry entry) {
	}

}
