package io.github.parallelpools.spi;

import java.io.InvalidObjectException;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Counts how many elements the collections of a stream have if what several of them share
 * is counted for each: so many does a hash code visit. Is told of each object when it has
 * been read, so that its elements are known already. Asks no element for its hash code,
 * and looks only into collections of the JDK. For one stream.
 */
final class Unfolded {

	private static final long MOST = 100_000_000;

	/** A tree of collections without sharing counts each level for itself. */
	private static final long MOST_PER_BYTE = 100;

	private final long most;

	/** What has more elements than its own size. */
	private final Map<Object, Long> counts = new IdentityHashMap<>(1);

	private long all;

	private long largest;

	Unfolded(long bytes) {
		this.most = Math.max(MOST, MOST_PER_BYTE * bytes);
	}

	/** The elements of the largest collection. */
	long largest() {
		return this.largest;
	}

	/**
	 * An object has been read.
	 * @throws InvalidObjectException if it is a collection, and all have too many
	 * elements with it
	 */
	void add(Object object) throws InvalidObjectException {
		if (!isCollection(object)) {
			return;
		}
		long own = size(object);
		long count = (own <= this.most) ? count(object) : own;
		this.all += count;
		if (this.all > this.most) {
			throw new InvalidObjectException(
					"its collections have more than %s elements, if those that they share are counted for each, which no honest sender's have"
						.formatted(this.most));
		}
		this.largest = Math.max(this.largest, count);
		if (count > own) {
			this.counts.put(object, count);
		}
	}

	private static boolean isCollection(Object object) {
		if (object instanceof String || object instanceof Number) {
			// What occurs most, and is told by its class alone.
			return false;
		}
		return (object instanceof Collection || object instanceof Map || object instanceof Map.Entry)
				&& object.getClass().getClassLoader() == null;
	}

	private static long size(Object collection) {
		try {
			return (collection instanceof Collection<?> one) ? one.size()
					: (collection instanceof Map<?, ?> map) ? 2L * map.size() : 2;
		}
		catch (RuntimeException ex) {
			// It stands around one that is not the JDK's.
			return 0;
		}
	}

	private long count(Object collection) {
		Sum sum = new Sum();
		try {
			if (collection instanceof Collection<?> one) {
				one.forEach(sum::add);
			}
			else if (collection instanceof Map<?, ?> map) {
				map.forEach(sum::add);
			}
			else if (collection instanceof Map.Entry<?, ?> entry) {
				sum.add(entry.getKey(), entry.getValue());
			}
		}
		catch (RuntimeException ex) {
			// It stands around one that is not the JDK's, or can't be read yet.
			return sum.value;
		}
		return sum.value;
	}

	private final class Sum {

		private long value;

		void add(@Nullable Object element) {
			this.value++;
			if (element != null && isCollection(element) && this.value <= Unfolded.this.most) {
				Long known = Unfolded.this.counts.get(element);
				this.value += (known != null) ? known : size(element);
			}
		}

		void add(@Nullable Object key, @Nullable Object value) {
			add(key);
			add(value);
		}

	}

}
