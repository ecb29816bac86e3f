package io.github.parallelpools.engine.task;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A queue with a line for each priority that is waiting: the highest is served first, the
 * lowest makes room first.
 */
final class PriorityTaskQueue extends TaskQueue {

	private final NavigableMap<Integer, TaskLine> lines = new TreeMap<>();

	PriorityTaskQueue(int capacity) {
		super(capacity);
	}

	@Override
	public @Nullable Execution<?> next() {
		return firstOf(this.lines.lastEntry());
	}

	/** Takes as long as there are priorities. */
	@Override
	public @Nullable Execution<?> oldest() {
		Execution<?> oldest = null;
		for (TaskLine line : this.lines.values()) {
			Execution<?> first = line.first();
			if (oldest == null || (first != null && first.isBefore(oldest))) {
				oldest = first;
			}
		}
		return oldest;
	}

	@Override
	public Execution<?> leastWanted(Execution<?> newcomer) {
		Execution<?> lowest = firstOf(this.lines.firstEntry());
		return (lowest != null && lowest.priority() <= newcomer.priority()) ? lowest : newcomer;
	}

	private static @Nullable Execution<?> firstOf(Map.@Nullable Entry<Integer, TaskLine> entry) {
		return (entry != null) ? entry.getValue().first() : null;
	}

	@Override
	void link(Execution<?> task) {
		line(task).add(task);
	}

	@Override
	void linkAgain(Execution<?> task) {
		line(task).addAgain(task);
	}

	private TaskLine line(Execution<?> task) {
		return this.lines.computeIfAbsent(task.priority(), (priority) -> new TaskLine());
	}

	@Override
	void unlink(Execution<?> task) {
		TaskLine line = this.lines.get(task.priority());
		if (line == null) {
			throw new IllegalStateException("There is no line for " + task);
		}
		line.remove(task);
		if (line.isEmpty()) {
			this.lines.remove(task.priority());
		}
	}

}
