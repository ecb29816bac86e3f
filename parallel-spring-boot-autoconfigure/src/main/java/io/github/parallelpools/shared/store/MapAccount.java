package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMapException;

/**
 * What one map takes, as a part of what all maps take, and whether it may take more. An
 * entry that was removed or replaced still counts for all maps as long as a snapshot is
 * held that may have it. Used under the lock of its map, but for what is common to all.
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

	/** The snapshots that are held, the oldest first. */
	private final List<Hold> holds = new ArrayList<>();

	/** A snapshot that somebody holds, of entries up to a version. */
	static final class Hold {

		private final long version;

		/** The bytes of what it may have and the map has no more. */
		private long kept;

		private Hold(long version) {
			this.version = version;
		}

	}

	MapAccount(String tag, MapLimits limits, AtomicLong all) {
		this.tag = tag;
		this.limits = limits;
		this.all = all;
	}

	/**
	 * Takes room for an entry, before it is put.
	 * @param entry the entry
	 * @param old what its key holds now, {@code null} if nothing
	 * @param entries how many entries the map is to have with it
	 * @throws SharedMapException if there is no such room; nothing is taken
	 */
	void take(StoredEntry entry, @Nullable StoredEntry old, int entries) {
		if (entries > this.limits.maxEntries()) {
			throw full(entry.key(), "as the map has %s entries".formatted(entries - 1), "max-entries",
					this.limits.maxEntries());
		}
		long replaced = (old != null) ? EntryBytes.of(old) : 0;
		long own = EntryBytes.of(entry) - replaced + ((this.bytes == 0) ? EMPTY_MAP + EntryBytes.of(this.tag) : 0);
		if (own > 0 && this.bytes + own > this.limits.maxMapBytes()
				&& this.limits.maxMapBytes() < this.limits.maxBytes()) {
			throw full(entry.key(), "which takes %s bytes more, as the map has %s bytes".formatted(own, this.bytes),
					"max-map-bytes", this.limits.maxMapBytes());
		}
		boolean kept = old != null && isHeld(old.version());
		takeOfAll(entry.key(), kept ? own + replaced : own);
		this.bytes += own;
		if (kept) {
			newest().kept += replaced;
		}
	}

	private void takeOfAll(String key, long more) {
		long before = this.all.getAndUpdate((held) -> fits(held, more) ? held + more : held);
		if (!fits(before, more)) {
			throw full(key, "which takes %s bytes more, as the map has %s bytes, all shared maps have %s"
				.formatted(more, this.bytes, before), "max-bytes", this.limits.maxBytes());
		}
	}

	private boolean fits(long held, long wanted) {
		return wanted <= 0 || held + wanted <= this.limits.maxBytes();
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

	/**
	 * Gives room back that an entry had.
	 * @param bytes how much
	 * @param version the entry's
	 */
	void give(long bytes, long version) {
		this.bytes -= bytes;
		if (isHeld(version)) {
			newest().kept += bytes;
		}
		else {
			this.all.addAndGet(-bytes);
		}
	}

	private boolean isHeld(long version) {
		return !this.holds.isEmpty() && newest().version >= version;
	}

	private Hold newest() {
		return this.holds.get(this.holds.size() - 1);
	}

	/**
	 * A snapshot is taken that has all entries.
	 * @param version the latest one
	 */
	Hold hold(long version) {
		Hold hold = new Hold(version);
		this.holds.add(hold);
		return hold;
	}

	/** A snapshot is held no more. What it kept may be kept by the next older one. */
	void release(Hold hold) {
		int index = this.holds.indexOf(hold);
		this.holds.remove(index);
		if (index > 0) {
			this.holds.get(index - 1).kept += hold.kept;
		}
		else {
			this.all.addAndGet(-hold.kept);
		}
	}

	/** Gives back all that the map takes; if snapshots are held, once they are not. */
	void close() {
		give(this.bytes, 0);
	}

}
