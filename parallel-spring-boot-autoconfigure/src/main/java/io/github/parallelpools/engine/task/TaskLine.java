package io.github.parallelpools.engine.task;

import org.jspecify.annotations.Nullable;

/**
 * Tasks in the order in which they were put, linked through the executions themselves, so
 * that any of them leaves at once. Knows nothing of capacity or of who is next. Not
 * thread-safe: the pool's lock guards it.
 */
final class TaskLine {

	private @Nullable Execution<?> first;

	private @Nullable Execution<?> last;

	/** The one that was put first. */
	@Nullable Execution<?> first() {
		return this.first;
	}

	/** The one that was put last. */
	@Nullable Execution<?> last() {
		return this.last;
	}

	boolean isEmpty() {
		return this.first == null;
	}

	void add(Execution<?> task) {
		Execution<?> before = this.last;
		task.previous = before;
		if (before == null) {
			this.first = task;
		}
		else {
			before.next = task;
		}
		this.last = task;
	}

	/** Puts a task before all that were accepted later. */
	void addAgain(Execution<?> task) {
		Execution<?> after = this.first;
		while (after != null && after.isBefore(task)) {
			after = after.next;
		}
		if (after == null) {
			add(task);
			return;
		}
		Execution<?> before = after.previous;
		task.previous = before;
		task.next = after;
		after.previous = task;
		if (before == null) {
			this.first = task;
		}
		else {
			before.next = task;
		}
	}

	/** Removes a task that is in this line. */
	void remove(Execution<?> task) {
		Execution<?> before = task.previous;
		Execution<?> after = task.next;
		if (before == null) {
			this.first = after;
		}
		else {
			before.next = after;
		}
		if (after == null) {
			this.last = before;
		}
		else {
			after.previous = before;
		}
		task.previous = null;
		task.next = null;
	}

}
