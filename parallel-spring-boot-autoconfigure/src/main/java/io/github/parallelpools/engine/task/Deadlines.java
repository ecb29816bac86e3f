package io.github.parallelpools.engine.task;

import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Those of a queue's tasks that have to begin in time, in the order in which their time
 * is over. Not thread-safe: the pool's lock guards it.
 */
final class Deadlines {

	private final TreeSet<Execution<?>> tasks = new TreeSet<>(Deadlines::compare);

	private static int compare(Execution<?> one, Execution<?> other) {
		int byTime = Long.signum(one.startsBy() - other.startsBy());
		return (byTime != 0) ? byTime : Long.compare(one.number(), other.number());
	}

	/** A task with a deadline waits; it has its number. */
	void add(Execution<?> task) {
		this.tasks.add(task);
	}

	void remove(Execution<?> task) {
		this.tasks.remove(task);
	}

	/** The task whose time is over first. */
	@Nullable Execution<?> first() {
		return this.tasks.isEmpty() ? null : this.tasks.first();
	}

}
