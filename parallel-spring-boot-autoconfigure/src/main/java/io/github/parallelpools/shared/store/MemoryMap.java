package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * One map's entries in memory. Changes and snapshots happen one at a time; reading waits
 * for nobody. A map that has become empty, or is cleared, is retired: it never changes
 * again, and the next value is put into a new one. Knows neither its tag nor who uses it.
 */
final class MemoryMap {

	private final ConcurrentHashMap<String, StoredEntry> entries = new ConcurrentHashMap<>();

	private final ReentrantLock changing = new ReentrantLock();

	/** Shared by all maps, so that a map that comes back repeats no version. */
	private final AtomicLong versions;

	/** Written under {@link #changing}. */
	private volatile boolean retired;

	MemoryMap(AtomicLong versions) {
		this.versions = versions;
	}

	/**
	 * Takes one step while nothing else changes.
	 * @param <R> the type of the result
	 * @param step the step, our own code
	 * @return its result, {@code null} if this map is retired already
	 */
	<R> @Nullable R exclusively(Function<MemoryMap, R> step) {
		this.changing.lock();
		try {
			if (this.retired) {
				return null;
			}
			R result = step.apply(this);
			if (this.entries.isEmpty()) {
				retire();
			}
			return result;
		}
		finally {
			this.changing.unlock();
		}
	}

	boolean isRetired() {
		return this.retired;
	}

	@Nullable StoredEntry get(String key) {
		return this.entries.get(key);
	}

	int size() {
		return this.entries.size();
	}

	/** Within {@link #exclusively}; likewise all below. */
	@Nullable StoredEntry put(String key, EncodedValue value) {
		return this.entries.put(key, new StoredEntry(key, value, this.versions.incrementAndGet()));
	}

	@Nullable StoredEntry remove(String key) {
		return this.entries.remove(key);
	}

	SwapResult compareAndSet(String key, long version, @Nullable EncodedValue update) {
		StoredEntry current = get(key);
		if (version != ((current != null) ? current.version() : MapStore.ABSENT)) {
			return new SwapResult.Lost(current);
		}
		if (update != null) {
			put(key, update);
		}
		else {
			remove(key);
		}
		return new SwapResult.Swapped();
	}

	AddResult add(String key, long delta) {
		StoredEntry entry = get(key);
		EncodedValue current = (entry != null) ? entry.value() : new EncodedValue.OfLong(0);
		try {
			if (current instanceof EncodedValue.OfLong one) {
				long sum = Math.addExact(one.number(), delta);
				put(key, new EncodedValue.OfLong(sum));
				return new AddResult.Sum(sum);
			}
			if (current instanceof EncodedValue.OfInteger one) {
				int sum = Math.toIntExact(Math.addExact(one.number(), delta));
				put(key, new EncodedValue.OfInteger(sum));
				return new AddResult.Sum(sum);
			}
			return new AddResult.NotANumber(current);
		}
		catch (ArithmeticException ex) {
			return new AddResult.Overflow(current);
		}
	}

	List<StoredEntry> entries() {
		return new ArrayList<>(this.entries.values());
	}

	List<String> keys() {
		return new ArrayList<>(this.entries.keySet());
	}

	/**
	 * Gives the map up with all that it holds, at one stroke: emptied key by key, it
	 * would show readers states that never were.
	 */
	void retire() {
		this.retired = true;
	}

}
