package io.github.parallelpools.cluster;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.NamedListeners;
import io.github.parallelpools.task.TaskListener;

/**
 * Tells those of ends whom single tasks of a pool of the cluster name. Thread-safe.
 */
final class NamedEnds {

	private final String pool;

	private final OutcomePayload outcomes;

	private final NamedListeners named;

	private final Supplier<List<TaskListener>> everybody;

	/** Who tells one of them, by his name. */
	private final Map<String, TaskEnds> ends = new ConcurrentHashMap<>();

	private volatile @Nullable Set<String> names;

	private volatile @Nullable List<TaskListener> told;

	/**
	 * Makes what tells nobody yet.
	 * @param pool the pool's name
	 * @param outcomes decodes outcomes
	 * @param named whom there is
	 * @param everybody supplies those who are told of all tasks, by their submitter
	 */
	NamedEnds(String pool, OutcomePayload outcomes, NamedListeners named, Supplier<List<TaskListener>> everybody) {
		this.pool = pool;
		this.outcomes = outcomes;
		this.named = named;
		this.everybody = everybody;
	}

	/**
	 * Refuses a name that nobody has.
	 * @param name the name, {@code null} for nobody
	 * @throws IllegalArgumentException if there is nobody called so
	 */
	void require(@Nullable String name) {
		if (name != null) {
			this.named.listener(name);
		}
	}

	/** Whom there is here. */
	Set<String> names() {
		Set<String> known = this.names;
		if (known == null) {
			known = Set.copyOf(this.named.names());
			this.names = known;
		}
		return known;
	}

	/**
	 * Tells who is named, unless he is one of those who are told of all. Runs foreign
	 * code.
	 * @param name the name, {@code null} for nobody
	 * @param telling has one told
	 */
	void tell(@Nullable String name, Consumer<TaskEnds> telling) {
		if (name != null && !everybody().contains(this.named.listener(name))) {
			telling.accept(ends(name));
		}
	}

	/** Who tells nobody but one. */
	TaskEnds ends(String name) {
		TaskListener listener = this.named.listener(name);
		return this.ends.computeIfAbsent(name,
				(one) -> new TaskEnds(this.pool, this.outcomes, () -> List.of(listener)));
	}

	private List<TaskListener> everybody() {
		List<TaskListener> known = this.told;
		if (known == null) {
			known = List.copyOf(Objects.requireNonNull(this.everybody.get()));
			this.told = known;
		}
		return known;
	}

}
