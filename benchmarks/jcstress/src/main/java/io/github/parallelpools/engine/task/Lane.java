package io.github.parallelpools.engine.task;

import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.stress.Silent;

/**
 * An open {@link FastLane} beside a queue and a lock, and the steps that its comment
 * tells submitters, workers and changers to take.
 */
final class Lane {

	private static final TaskOwner OWNER = Silent.as(TaskOwner.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final TaskQueue queue = TaskQueue.of(QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK));

	private final FastLane lane = new FastLane();

	/** What the only worker has taken. */
	private volatile @Nullable Execution<?> taken;

	Lane() {
		this.lane.open();
	}

	static Execution<?> task(long number) {
		Execution<?> task = new Execution<>(OWNER, "payload", null, TaskOptions.DEFAULTS, 0);
		task.accepted(number);
		return task;
	}

	void submit(Execution<?> task) {
		int word = this.lane.word();
		if (!FastLane.isOpen(word)) {
			this.lock.lock();
			this.queue.add(task);
			this.lock.unlock();
			return;
		}
		this.lane.add(task);
		if (this.lane.word() != word) {
			change();
		}
	}

	/** Returns the task that the worker may keep, {@code null} if there is none. */
	@Nullable Execution<?> take() {
		int word = this.lane.word();
		Execution<?> task = FastLane.isOpen(word) ? this.lane.poll() : null;
		if (task == null) {
			return null;
		}
		this.taken = task;
		if (this.lane.word() == word) {
			return task;
		}
		this.lock.lock();
		this.taken = null;
		this.queue.putBack(task);
		this.lock.unlock();
		return null;
	}

	/** Changes a rule; returns what the worker has taken, as far as that is seen. */
	@Nullable Execution<?> change() {
		this.lock.lock();
		try {
			this.lane.close(this.queue);
			this.lane.drainTo(this.queue);
			return this.taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Changes a rule and changes it back. */
	void changeAndOpen() {
		this.lock.lock();
		try {
			this.lane.close(this.queue);
			if (this.queue.isEmpty()) {
				this.lane.open();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The numbers of those that wait, the next one first. */
	String waiting() {
		StringBuilder numbers = new StringBuilder();
		for (Execution<?> task; (task = this.queue.poll()) != null;) {
			numbers.append(task.number());
		}
		for (Execution<?> task; (task = this.lane.poll()) != null;) {
			numbers.append(task.number());
		}
		return numbers.toString();
	}

	/** Whether a task lies on the lane though that is closed, so that nobody looks. */
	boolean isLost() {
		return !this.lane.isOpen() && !this.lane.isEmpty();
	}

}
