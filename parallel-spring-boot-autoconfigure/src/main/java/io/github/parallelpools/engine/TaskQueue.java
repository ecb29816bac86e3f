package io.github.parallelpools.engine;

import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait, first in, first out: a list linked through the executions
 * themselves, so that a cancelled one leaves at once and its room is free. Not
 * thread-safe: the pool's lock guards it.
 */
final class TaskQueue {

	private final int capacity;

	private @Nullable Execution<?> head;

	private @Nullable Execution<?> tail;

	private int size;

	TaskQueue(int capacity) {
		this.capacity = capacity;
	}

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	boolean isFull() {
		return this.size >= this.capacity;
	}

	@Nullable Execution<?> peek() {
		return this.head;
	}

	void add(Execution<?> task) {
		Execution<?> last = this.tail;
		task.previous = last;
		task.queued = true;
		if (last == null) {
			this.head = task;
		}
		else {
			last.next = task;
		}
		this.tail = task;
		this.size++;
	}

	@Nullable Execution<?> poll() {
		Execution<?> first = this.head;
		if (first != null) {
			remove(first);
		}
		return first;
	}

	boolean remove(Execution<?> task) {
		if (!task.queued) {
			return false;
		}
		Execution<?> before = task.previous;
		Execution<?> after = task.next;
		if (before == null) {
			this.head = after;
		}
		else {
			before.next = after;
		}
		if (after == null) {
			this.tail = before;
		}
		else {
			after.previous = before;
		}
		task.previous = null;
		task.next = null;
		task.queued = false;
		this.size--;
		return true;
	}

}
