package io.github.parallelpools.shared.store;

import java.util.concurrent.atomic.AtomicLong;

import io.github.parallelpools.shared.SharedMapException;

/**
 * What one map takes, as a part of what all maps take, and whether it may take more. Used
 * under the lock of its map, but for what is common to all.
 */
final class MapAccount {

	/**
	 * What a map takes without any entry: itself, its tables and locks, and this account.
	 */
	private static final long EMPTY_MAP = 384;

	private final String tag;

	private final MapLimits limits;

	/** The bytes of all maps. */
	private final AtomicLong all;

	private long bytes;

	MapAccount(String tag, MapLimits limits, AtomicLong all) {
		this.tag = tag;
		this.limits = limits;
		this.all = all;
	}

	/**
	 * Takes room for a change, before it is made.
	 * @param key what is to be put
	 * @param entries how many entries the map is to have
	 * @param more how many bytes more it is to have; nothing is taken if that is less
	 * than 1
	 * @throws SharedMapException if there is no such room; nothing is taken
	 */
	void take(String key, int entries, long more) {
		if (entries > this.limits.maxEntries()) {
			throw full(key, "as the map has %s entries".formatted(entries - 1), "max-entries",
					this.limits.maxEntries());
		}
		if (more <= 0) {
			return;
		}
		long wanted = more + ((this.bytes == 0) ? EMPTY_MAP + EntryBytes.of(this.tag) : 0);
		if (this.bytes + wanted > this.limits.maxMapBytes() && this.limits.maxMapBytes() < this.limits.maxBytes()) {
			throw full(key, "which takes %s bytes more, as the map has %s bytes".formatted(wanted, this.bytes),
					"max-map-bytes", this.limits.maxMapBytes());
		}
		long before = this.all.getAndUpdate((held) -> fits(held, wanted) ? held + wanted : held);
		if (!fits(before, wanted)) {
			throw full(key, "which takes %s bytes more, as the map has %s bytes, all shared maps have %s"
				.formatted(wanted, this.bytes, before), "max-bytes", this.limits.maxBytes());
		}
		this.bytes += wanted;
	}

	private boolean fits(long held, long wanted) {
		return held + wanted <= this.limits.maxBytes();
	}

	private SharedMapException full(String key, String why, String property, long most) {
		return new SharedMapException(
				"%s can't be put, %s and 'parallel.shared.%s' is %s. Remove what is not needed, or raise that property. Nothing was changed."
					.formatted(capitalized(KeyName.of(this.tag, key)), why, property, most),
				null);
	}

	private static String capitalized(String text) {
		return Character.toUpperCase(text.charAt(0)) + text.substring(1);
	}

	/** Gives room back, after a change was made. */
	void give(long bytes) {
		this.bytes -= bytes;
		this.all.addAndGet(-bytes);
	}

	/** Gives back all that the map takes. */
	void close() {
		give(this.bytes);
	}

}
