package io.github.parallelpools.shared.store;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMapException;

/**
 * One map on the level of encoded values. Each method is one atomic step. Every value
 * that is put has a version above 0 that no value of this map ever has again, so that a
 * value that was removed and put anew can't be mistaken for the one before.
 * <p>
 * Knows nothing of objects: runs no foreign code. Safe for use by several threads. Every
 * method throws {@link SharedMapException} where the owner can't be reached, those that
 * put also where there is no room; nothing is changed then, unless the message says that
 * nobody knows.
 */
public interface MapStore {

	/** The version of what is absent. */
	long ABSENT = 0;

	/**
	 * What a key holds.
	 * @param key the key
	 * @return the entry, {@code null} if there is none
	 */
	@Nullable StoredEntry get(String key);

	/**
	 * Whether a key holds something.
	 * @param key the key
	 * @return {@code true} if it does
	 */
	boolean containsKey(String key);

	/**
	 * How many keys there are.
	 * @return the number of keys
	 */
	int size();

	/**
	 * Puts a value.
	 * @param key the key
	 * @param value the value
	 * @return what the key held before, {@code null} if nothing
	 */
	@Nullable EncodedValue put(String key, EncodedValue value);

	/**
	 * Removes a key.
	 * @param key the key
	 * @return what the key held before, {@code null} if nothing
	 */
	@Nullable EncodedValue remove(String key);

	/**
	 * Removes a key whose value nobody wants to know.
	 * @param key the key
	 * @return whether the key held something
	 */
	boolean delete(String key);

	/**
	 * Puts or removes a value if nobody has changed it meanwhile.
	 * @param key the key
	 * @param version the version that the key must have, {@link #ABSENT} if it must hold
	 * nothing
	 * @param update the new value, {@code null} to remove the key
	 * @return how it went
	 */
	SwapResult compareAndSet(String key, long version, @Nullable EncodedValue update);

	/**
	 * Adds to an integer or a long; an absent key counts as the long 0.
	 * @param key the key
	 * @param delta what to add
	 * @return how it went
	 */
	AddResult add(String key, long delta);

	/**
	 * All keys at one moment.
	 * @return the keys, in no particular order; the list is the caller's
	 */
	List<String> keys();

	/**
	 * All entries at one moment.
	 * @return the entries, in no particular order; the list is the caller's
	 */
	List<StoredEntry> entries();

	/**
	 * All entries at one moment, to be kept for a while.
	 * @return the entries, to be released
	 */
	default HeldEntries hold() {
		return new HeldEntries(entries(), () -> {
		});
	}

	/** Removes all keys. */
	void clear();

}
