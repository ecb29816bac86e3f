package io.github.parallelpools.shared.store;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Changes values by what they are: decides on the decoded value, commits by its version,
 * so that nothing is lost and values with a broken {@code equals} do no harm.
 *
 * @param <V> the type of the values
 */
final class Commits<V> {

	private final MapStore store;

	private final Values<V> values;

	Commits(MapStore store, Values<V> values) {
		this.store = store;
		this.values = values;
	}

	/** What a key is to become, as far as its value decides; may run several times. */
	interface Step<V> {

		Change<V> of(@Nullable V old);

	}

	/** The end of a step. */
	record Change<V>(boolean wanted, @Nullable V value, @Nullable V result) {

		/** The key is to hold a value, or nothing. */
		static <V> Change<V> to(@Nullable V value, @Nullable V result) {
			return new Change<>(true, value, result);
		}

		/** Nothing is to be changed. */
		static <V> Change<V> none(@Nullable V result) {
			return new Change<>(false, null, result);
		}

	}

	/** Changes what a key holds. */
	@Nullable V settle(String key, Step<V> step) {
		return settle(key, this.store.get(key), step);
	}

	/** Changes an entry of a snapshot, as long as its key holds something. */
	@Nullable V settlePresent(StoredEntry entry, Step<V> step) {
		return settle(entry.key(), entry, (old) -> (old != null) ? step.of(old) : Change.none(null));
	}

	/** Removes an entry of a snapshot if that is wanted of what its key holds by now. */
	boolean removeIf(StoredEntry entry, Predicate<? super V> filter) {
		return settlePresent(entry, (old) -> filter.test(old) ? Change.to(null, old) : Change.none(null)) != null;
	}

	/**
	 * Commits what a step makes of the current value. If somebody else was faster, it is
	 * done again with the value that they have put; so one of them always gets on.
	 */
	private @Nullable V settle(String key, @Nullable StoredEntry start, Step<V> step) {
		StoredEntry current = start;
		while (true) {
			Change<V> change = step.of((current != null) ? this.values.decode(key, current.value()) : null);
			if (!change.wanted()) {
				return change.result();
			}
			V value = change.value();
			SwapResult result = this.store.compareAndSet(key, (current != null) ? current.version() : MapStore.ABSENT,
					(value != null) ? this.values.encode(key, value) : null);
			if (!(result instanceof SwapResult.Lost lost)) {
				return change.result();
			}
			current = lost.current();
		}
	}

}
