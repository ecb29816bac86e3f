package io.github.parallelpools.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.AddResult;
import io.github.parallelpools.shared.store.EncodedValue;
import io.github.parallelpools.shared.store.KeyName;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.StoredEntry;
import io.github.parallelpools.shared.store.SwapResult;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;

/**
 * One map that instances share. Each write carries a number of its own, so that whoever
 * has lost the answer can see whether the value that is there is his. Where somebody else
 * was faster nobody knows, and is told so.
 */
final class ClusterMap implements MapStore {

	private static final int ATTEMPTS = 4;

	private final String tag;

	/** What the store calls it. */
	private final String name;

	private final ClusterStore store;

	private final int maxBytes;

	ClusterMap(String tag, ClusterStore store, int maxBytes) {
		this.tag = tag;
		this.name = StoredKey.ofTag(tag).name();
		this.store = store;
		this.maxBytes = maxBytes;
	}

	@Override
	public @Nullable StoredEntry get(String key) {
		StoredKey stored = StoredKey.of(key);
		MapValue value = asked(key, () -> this.store.get(this.name, stored.name()));
		return (value != null) ? entry(stored.name(), value) : null;
	}

	@Override
	public boolean containsKey(String key) {
		String name = StoredKey.of(key).name();
		return asked(key, () -> this.store.get(this.name, name)) != null;
	}

	@Override
	public int size() {
		return asked(null, () -> this.store.size(this.name));
	}

	@Override
	public @Nullable EncodedValue put(String key, EncodedValue value) {
		StoredKey stored = StoredKey.of(key);
		return change(key, stored, bytes(stored, key, value));
	}

	@Override
	public @Nullable EncodedValue remove(String key) {
		return change(key, StoredKey.of(key), null);
	}

	@Override
	public boolean delete(String key) {
		return remove(key) != null;
	}

	private @Nullable EncodedValue change(String key, StoredKey stored, byte @Nullable [] bytes) {
		try {
			MapValue before = this.store.put(this.name, stored.name(), bytes);
			return (before != null) ? entry(stored.name(), before).value() : null;
		}
		catch (ClusterStoreException ex) {
			throw unknown(key, ex);
		}
	}

	@Override
	public SwapResult compareAndSet(String key, long version, @Nullable EncodedValue update) {
		StoredKey stored = StoredKey.of(key);
		byte[] bytes = (update != null) ? bytes(stored, key, update) : null;
		for (int failures = 0;; failures++) {
			ClusterStoreException lost;
			try {
				OptionalLong swapped = this.store.cas(this.name, stored.name(), version, bytes);
				if (swapped.isPresent()) {
					return new SwapResult.Swapped();
				}
				if (failures == 0) {
					return new SwapResult.Lost(get(key));
				}
				lost = new ClusterStoreException("an earlier answer was lost", null);
			}
			catch (ClusterStoreException ex) {
				lost = ex;
			}
			if (failures == ATTEMPTS) {
				throw unknown(key, lost);
			}
			pause(failures, key, lost);
			if (isDone(stored, version, bytes, key, lost)) {
				return new SwapResult.Swapped();
			}
		}
	}

	/**
	 * Whether a swap whose answer was lost was made.
	 * @return {@code false} if it was not, and may be tried again
	 * @throws SharedMapException if nobody knows
	 */
	private boolean isDone(StoredKey stored, long version, byte @Nullable [] bytes, String key,
			ClusterStoreException lost) {
		MapValue now;
		try {
			now = this.store.get(this.name, stored.name());
		}
		catch (ClusterStoreException ex) {
			return false;
		}
		if (((now != null) ? now.version() : ABSENT) == version) {
			return false;
		}
		if (now != null && bytes != null && read(stored.name(), now).writer() == ValueBytes.read(bytes).writer()) {
			return true;
		}
		throw unknown(key, lost);
	}

	@Override
	public AddResult add(String key, long delta) {
		while (true) {
			StoredEntry entry = get(key);
			EncodedValue current = (entry != null) ? entry.value() : new EncodedValue.OfLong(0);
			EncodedValue sum;
			long told;
			try {
				if (current instanceof EncodedValue.OfLong one) {
					told = Math.addExact(one.number(), delta);
					sum = new EncodedValue.OfLong(told);
				}
				else if (current instanceof EncodedValue.OfInteger one) {
					told = Math.toIntExact(Math.addExact(one.number(), delta));
					sum = new EncodedValue.OfInteger((int) told);
				}
				else {
					return new AddResult.NotANumber(current);
				}
			}
			catch (ArithmeticException ex) {
				return new AddResult.Overflow(current);
			}
			if (compareAndSet(key, (entry != null) ? entry.version() : ABSENT, sum) instanceof SwapResult.Swapped) {
				return new AddResult.Sum(told);
			}
		}
	}

	@Override
	public List<String> keys() {
		return new ArrayList<>(entries().stream().map(StoredEntry::key).toList());
	}

	@Override
	public List<StoredEntry> entries() {
		List<StoredEntry> entries = new ArrayList<>();
		for (MapEntry one : asked(null, () -> this.store.entries(this.name))) {
			entries.add(entry(one.key(), one.value()));
		}
		return entries;
	}

	@Override
	public void clear() {
		try {
			this.store.clear(this.name);
		}
		catch (ClusterStoreException ex) {
			throw new SharedMapException(
					"Nobody knows whether the shared map '%s' was cleared, as the store of the cluster does not answer: "
						.formatted(this.tag) + ex.getMessage() + ". Clear it again.",
					ex);
		}
	}

	private StoredEntry entry(String name, MapValue value) {
		ValueBytes read = read(name, value);
		return new StoredEntry((read.key() != null) ? read.key() : name, read.value(), value.version());
	}

	private ValueBytes read(String name, MapValue value) {
		try {
			return ValueBytes.read(value.value());
		}
		catch (IllegalArgumentException ex) {
			throw new SharedMapException(
					("What the store of the cluster keeps for %s can't be read: %s. Remove it, or have no other program "
							+ "write there.")
						.formatted(KeyName.of(this.tag, name), ex.getMessage()),
					ex);
		}
	}

	private byte[] bytes(StoredKey stored, String key, EncodedValue value) {
		byte[] bytes = new ValueBytes(ThreadLocalRandom.current().nextLong(), stored.key(), value).write();
		if (bytes.length > this.maxBytes) {
			throw new SharedMapException(
					"The value for %s has %s bytes, and instances share at most %s. Raise 'parallel.cluster.max-payload'."
						.formatted(KeyName.of(this.tag, key), bytes.length, this.maxBytes),
					null);
		}
		return bytes;
	}

	private <R extends @Nullable Object> R asked(@Nullable String key, Supplier<R> question) {
		try {
			return question.get();
		}
		catch (ClusterStoreException ex) {
			throw new SharedMapException(
					"%s could not be read, as the store of the cluster does not answer: %s. Try again.".formatted(
							(key != null) ? "The " + KeyName.of(this.tag, key) : "The shared map '" + this.tag + "'",
							ex.getMessage()),
					ex);
		}
	}

	private SharedMapException unknown(String key, ClusterStoreException cause) {
		return new SharedMapException(
				("Nobody knows whether the %s was changed, as the store of the cluster does not answer: %s. Read it "
						+ "before you try again.")
					.formatted(KeyName.of(this.tag, key), cause.getMessage()),
				cause);
	}

	private void pause(int failures, String key, ClusterStoreException lost) {
		try {
			Thread.sleep(StoreCalls.backoffMillis(failures));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unknown(key, lost);
		}
	}

}
