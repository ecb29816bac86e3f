package io.github.parallelpools.engine.task;

import org.jspecify.annotations.Nullable;

/** A queue of one line, which is served at one of its ends. */
final class LinkedTaskQueue extends TaskQueue {

	private final TaskLine line = new TaskLine();

	private final boolean lastInFirstOut;

	LinkedTaskQueue(int capacity, boolean lastInFirstOut) {
		super(capacity);
		this.lastInFirstOut = lastInFirstOut;
	}

	@Override
	public @Nullable Execution<?> next() {
		return this.lastInFirstOut ? this.line.last() : this.line.first();
	}

	@Override
	public @Nullable Execution<?> oldest() {
		return this.line.first();
	}

	@Override
	public Execution<?> leastWanted(Execution<?> newcomer) {
		Execution<?> first = this.line.first();
		return (first != null) ? first : newcomer;
	}

	@Override
	void link(Execution<?> task) {
		this.line.add(task);
	}

	@Override
	void linkAgain(Execution<?> task) {
		if (this.lastInFirstOut) {
			this.line.add(task);
		}
		else {
			this.line.addAgain(task);
		}
	}

	@Override
	void unlink(Execution<?> task) {
		this.line.remove(task);
	}

}
