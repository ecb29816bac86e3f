package io.github.parallelpools.engine.task;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.QueueSettings;

/**
 * The tasks that wait, linked through the executions themselves, so that a cancelled one
 * leaves at once and its room is free. Its types differ in which task is next and which
 * one makes room. Not thread-safe: the pool's lock guards it.
 */
public abstract class TaskQueue {

	private int capacity;

	private int size;

	/** Those that may not wait for ever. */
	private final Deadlines deadlines = new Deadlines();

	public TaskQueue(int capacity) {
		this.capacity = capacity;
	}

	public static TaskQueue of(QueueSettings settings) {
		return switch (settings.type()) {
			case FIFO -> new LinkedTaskQueue(settings.capacity(), false);
			case LIFO -> new LinkedTaskQueue(settings.capacity(), true);
			case PRIORITY -> new PriorityTaskQueue(settings.capacity());
		};
	}

	public final int size() {
		return this.size;
	}

	public final boolean isEmpty() {
		return this.size == 0;
	}

	/** Those that wait already stay, whatever the capacity is. */
	public final void resize(int changed) {
		this.capacity = changed;
	}

	public final boolean isFull() {
		return this.size >= this.capacity;
	}

	public final void add(Execution<?> task) {
		if (task.hasDeadline()) {
			this.deadlines.add(task);
		}
		link(task);
		added(task);
	}

	/**
	 * Puts back a task that was taken out: before all of its line that were accepted
	 * later, or as the next one where the last one in is served first. It was accepted
	 * before, so that there is room for it in any case.
	 */
	public final void putBack(Execution<?> task) {
		linkAgain(task);
		added(task);
		if (task.hasDeadline()) {
			this.deadlines.add(task);
		}
	}

	private void added(Execution<?> task) {
		task.queued = true;
		this.size++;
	}

	public final @Nullable Execution<?> poll() {
		Execution<?> next = next();
		if (next != null) {
			remove(next);
		}
		return next;
	}

	public final boolean remove(Execution<?> task) {
		if (!task.queued) {
			return false;
		}
		unlink(task);
		task.queued = false;
		this.size--;
		if (task.hasDeadline()) {
			this.deadlines.remove(task);
		}
		return true;
	}

	/** The task that is to run next. */
	public abstract @Nullable Execution<?> next();

	/** The task that has to begin first, {@code null} if all may wait for ever. */
	public final @Nullable Execution<?> mostUrgent() {
		return this.deadlines.first();
	}

	/** The task that was put first. */
	public abstract @Nullable Execution<?> oldest();

	/**
	 * The task that has to make room for another one in a full queue.
	 * @param newcomer the other one
	 * @return the task, which may be the newcomer itself
	 */
	public abstract Execution<?> leastWanted(Execution<?> newcomer);

	abstract void link(Execution<?> task);

	/** Links a task that is put back. */
	abstract void linkAgain(Execution<?> task);

	abstract void unlink(Execution<?> task);

}
