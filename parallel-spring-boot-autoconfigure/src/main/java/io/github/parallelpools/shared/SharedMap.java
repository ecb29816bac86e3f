package io.github.parallelpools.shared;

import java.util.concurrent.ConcurrentMap;

/**
 * A map that every worker and the application share under its tag: the same tag is the
 * same map in threads, virtual threads and worker processes. It lives in the
 * application's JVM, does not outlive it, and survives the death of any worker. Safe for
 * use by several threads and processes. What is done to one key is atomic, and so are
 * {@code clear} and the taking of a snapshot; {@code putAll}, {@code replaceAll},
 * {@code removeIf} and the like go key by key.
 * <p>
 * <b>Values are copies</b>, on every kind of worker and in the application too. A value
 * is encoded when it is put and decoded whenever it is got, so changing an object that
 * was put, or one that was got, changes nothing in the map until it is put again. Every
 * {@link java.io.Serializable} can be a value. Others are refused, before anything is
 * changed, with an {@link IllegalArgumentException} that names the class and the field
 * that are in the way; so is a value that is larger than {@code process.max-payload}, or
 * in the application {@code parallel.shared.max-value}, allows. Null keys and values are
 * refused with {@link NullPointerException}, keys longer than {@value #LONGEST_KEY}
 * characters with {@link IllegalArgumentException}.
 * <p>
 * <b>Functions</b> given to {@code compute}, {@code computeIfAbsent},
 * {@code computeIfPresent}, {@code merge}, {@code replaceAll} and {@code removeIf} run in
 * the thread that called, under no lock, and are committed only if the value did not
 * change meanwhile. They may therefore run several times, and must not rely on side
 * effects; they may use this map. One that returns {@code null} removes the key, one that
 * throws leaves the value as it is. Of those that compete for a key, one always gets
 * through: nothing is lost and nobody waits for anybody, but who is slow may have to
 * repeat often. Counting is best done with {@link #addAndGet}.
 * <p>
 * <b>Comparing.</b> {@code remove(key, value)}, {@code replace(key, old, new)},
 * {@code containsValue} and the like compare decoded values with
 * {@link java.util.Objects#deepEquals}, that is with {@code equals}, but arrays by what
 * they hold. {@code equals} and {@code hashCode} of the map and of its entries are those
 * that {@link java.util.Map} prescribes, in which an array equals only itself.
 * <p>
 * <b>Views and iterating.</b> Iterators, spliterators and {@code forEach} go over a
 * snapshot of the moment when they were made, in no particular order, and never throw
 * {@link java.util.ConcurrentModificationException}. The views {@code keySet},
 * {@code values} and {@code entrySet} are live in everything else: {@code size},
 * {@code contains}, {@code remove}, {@code removeIf}, {@code clear};
 * {@code Iterator.remove} and {@code Entry.setValue} write through, whatever the key
 * holds by then. A worker process fetches the whole snapshot at once, for
 * {@code keySet()} without the values.
 * <p>
 * Where a value can't be decoded, say because its class is missing in this process, or
 * the application can't be reached, methods throw {@link SharedMapException}. So do those
 * that put where a map has more entries or bytes than {@code parallel.shared.max-entries}
 * and {@code parallel.shared.max-map-bytes} allow, or all maps have more than
 * {@code parallel.shared.max-bytes}; that key is left as it was.
 *
 * @param <V> the type of the values
 */
public interface SharedMap<V> extends ConcurrentMap<String, V> {

	/** How many characters a key, or a tag, may have. */
	int LONGEST_KEY = 65_535;

	/**
	 * What this map is found by.
	 * @return the tag
	 */
	String tag();

	/**
	 * Adds to a number, in one atomic step at the map's owner, which is cheaper than
	 * {@code merge} and never has to be repeated. An {@link Integer} stays an
	 * {@code Integer} and a {@link Long} stays a {@code Long}. An absent key counts as 0
	 * and becomes a {@code Long}: in a map of {@code Integer}, put the first value
	 * yourself.
	 * @param key the key
	 * @param delta what to add, may be negative
	 * @return the sum, which the key now holds
	 * @throws ArithmeticException if the sum is beyond the range of the value's type;
	 * nothing is changed
	 * @throws ClassCastException if the key holds anything but an {@code Integer} or a
	 * {@code Long}; nothing is changed
	 */
	long addAndGet(String key, long delta);

	/**
	 * Adds 1 to a number, as {@link #addAndGet} does.
	 * @param key the key
	 * @return the sum, which the key now holds
	 * @throws ArithmeticException if the sum is beyond the range of the value's type;
	 * nothing is changed
	 * @throws ClassCastException if the key holds anything but an {@code Integer} or a
	 * {@code Long}; nothing is changed
	 */
	default long incrementAndGet(String key) {
		return addAndGet(key, 1);
	}

}
