package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMapException;

/**
 * One map's entries in memory. Changes and snapshots happen one at a time; reading waits
 * for nobody. A map that has become empty, or is cleared, is retired: it never changes
 * again, and the next value is put into a new one. Its account says whether it may hold
 * more. Knows neither its tag nor who uses it.
 */
final class MemoryMap {

	private final ConcurrentHashMap<String, StoredEntry> entries = new ConcurrentHashMap<>();

	private final ReentrantLock changing = new ReentrantLock();

	/** Shared by all maps, so that a map that comes back repeats no version. */
	private final AtomicLong versions;

	/** Used under {@link #changing}. */
	private final MapAccount account;

	/** Written under {@link #changing}. */
	private volatile boolean retired;

	MemoryMap(AtomicLong versions, MapAccount account) {
		this.versions = versions;
		this.account = account;
	}

	/**
	 * Takes one step while nothing else changes.
	 * @param <R> the type of the result
	 * @param step the step, our own code
	 * @return its result, {@code null} if this map is retired already
	 * @throws SharedMapException if there is no room for what the step puts
	 */
	<R> @Nullable R exclusively(Function<MemoryMap, R> step) {
		this.changing.lock();
		try {
			if (this.retired) {
				return null;
			}
			return step.apply(this);
		}
		finally {
			if (!this.retired && this.entries.isEmpty()) {
				retire();
			}
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
		StoredEntry old = get(key);
		// The key that is there stays, so no other is to be kept beside it.
		StoredEntry entry = new StoredEntry((old != null) ? old.key() : key, value, this.versions.incrementAndGet());
		this.account.take(entry, old, this.entries.size() + ((old != null) ? 0 : 1));
		boolean done = false;
		try {
			this.entries.put(entry.key(), entry);
			done = true;
		}
		finally {
			if (!done && old == null) {
				// Memory is short: there is no place for a new key.
				this.account.give(EntryBytes.of(entry), entry.version());
			}
		}
		return old;
	}

	@Nullable StoredEntry remove(String key) {
		StoredEntry old = this.entries.remove(key);
		if (old != null) {
			this.account.give(EntryBytes.of(old), old.version());
		}
		return old;
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

	/** All entries, which count as long as they are held. */
	HeldEntries hold() {
		MapAccount.Hold hold = this.account.hold(this.versions.get());
		return new HeldEntries(entries(), () -> release(hold));
	}

	/** Outside of {@link #exclusively}, also when this map is retired. */
	private void release(MapAccount.Hold hold) {
		this.changing.lock();
		try {
			this.account.release(hold);
		}
		finally {
			this.changing.unlock();
		}
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
		this.account.close();
	}

}
