package io.github.parallelpools.benchmarks.calls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What one thread enters, task by task. */
final class Tally {

	private final List<Cost> tasks = new ArrayList<>();

	private final List<Call> current = new ArrayList<>();

	private boolean marked;

	/** A task begins. */
	void mark() {
		if (this.marked) {
			this.tasks.add(new Cost(this.current));
		}
		this.marked = true;
		this.current.clear();
	}

	void entered(Call call) {
		this.current.add(call);
	}

	/** The one in the middle of all tasks. */
	Cost typical() {
		if (this.tasks.isEmpty()) {
			throw new IllegalStateException("The thread has run no tasks");
		}
		List<Cost> sorted = new ArrayList<>(this.tasks);
		sorted.sort(Comparator.comparingLong((Cost cost) -> cost.ours().calls())
			.thenComparing((cost) -> cost.all().calls()));
		return Objects.requireNonNull(sorted.get(sorted.size() / 2));
	}

}
