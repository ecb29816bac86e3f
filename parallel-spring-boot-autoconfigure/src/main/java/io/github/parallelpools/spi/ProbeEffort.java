package io.github.parallelpools.spi;

import java.io.InvalidObjectException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Bounds how long the JDK's unmodifiable sets and maps can keep their reader busy, which
 * are made at once of all that they hold: keys that want the same place in their tables
 * are compared with each other, each with all before it, and a stream can have a million
 * of these. So large ones are tried beforehand, in a table of the same kind that looks at
 * the clock. For one value; not thread-safe.
 */
public final class ProbeEffort {

	private static final Duration ALLOWED = Duration.ofSeconds(2);

	private static final long ALLOWED_NANOS_PER_BYTE = 1000;

	/** So few can't take long. */
	private static final int FEW = 32;

	/** So many comparisons are worth a look at the clock. */
	private static final int SAMPLE = 1024;

	private final long allowedNanos;

	private long spentNanos;

	private int compared;

	/**
	 * Makes one.
	 * @param bytes how many bytes the value has
	 */
	public ProbeEffort(long bytes) {
		this(Duration.ofNanos(ALLOWED.toNanos() + ALLOWED_NANOS_PER_BYTE * bytes));
	}

	/**
	 * Makes one.
	 * @param allowed how much processor time the tables of one value may take
	 */
	public ProbeEffort(Duration allowed) {
		this.allowedNanos = allowed.toNanos();
	}

	/**
	 * A set or map is about to be made.
	 * @param elements what is given to it
	 * @param step at every how many of these is a key
	 * @throws InvalidObjectException if that would take too long
	 */
	public void tryTable(@Nullable Object[] elements, int step) throws InvalidObjectException {
		int keys = elements.length / step;
		if (keys <= FEW) {
			return;
		}
		long begun = ThreadTime.nanos();
		Object[] table = new Object[2 * keys];
		for (int i = 0; i < keys; i++) {
			if (!put(elements[step * i], table, begun)) {
				// Whoever makes it refuses that, too.
				break;
			}
		}
		this.spentNanos += ThreadTime.nanos() - begun;
	}

	/** Returns whether the key is new, and may be a key. */
	private boolean put(@Nullable Object key, @Nullable Object[] table, long begun) throws InvalidObjectException {
		if (key == null) {
			return false;
		}
		int place = Math.floorMod(key.hashCode(), table.length);
		while (table[place] != null) {
			if (key.equals(table[place])) {
				return false;
			}
			if (++this.compared % SAMPLE == 0) {
				look(begun);
			}
			place = (place + 1 < table.length) ? place + 1 : 0;
		}
		table[place] = key;
		return true;
	}

	private void look(long begun) throws InvalidObjectException {
		if (this.spentNanos + ThreadTime.nanos() - begun > this.allowedNanos) {
			throw new InvalidObjectException("reading its hash tables took more than %s ms, which no honest sender's do"
				.formatted(String.valueOf(this.allowedNanos / 1_000_000)));
		}
	}

}
