package io.github.parallelpools.engine.pool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.parallelpools.engine.task.Execution;

/**
 * The tasks of one pool that have a tag, from their acceptance to their end. Thread-safe;
 * each tag's tasks are changed by one thread at a time.
 */
final class TaggedTasks {

	private final Map<String, Set<Execution<?>>> tags = new ConcurrentHashMap<>();

	/** A task with a tag was accepted. */
	void add(String tag, Execution<?> task) {
		this.tags.compute(tag, (key, tasks) -> {
			Set<Execution<?>> all = (tasks != null) ? tasks : new LinkedHashSet<>();
			all.add(task);
			return all;
		});
	}

	/** A task has ended, or was not accepted after all. */
	void remove(String tag, Execution<?> task) {
		this.tags.computeIfPresent(tag, (key, tasks) -> {
			tasks.remove(task);
			return tasks.isEmpty() ? null : tasks;
		});
	}

	/** Those that have not ended, in the order in which they were accepted. */
	List<Execution<?>> of(String tag) {
		List<Execution<?>> found = new ArrayList<>();
		this.tags.computeIfPresent(tag, (key, tasks) -> {
			found.addAll(tasks);
			return tasks;
		});
		return found;
	}

}
