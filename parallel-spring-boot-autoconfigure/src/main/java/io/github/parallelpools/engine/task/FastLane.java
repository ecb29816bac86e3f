package io.github.parallelpools.engine.task;

import org.jspecify.annotations.Nullable;

/**
 * The way into a pool and out of it that needs no lock, open while no rule of the pool
 * concerns who takes the next task. A thread that uses it reads the word, acts, and reads
 * the word again. A thread that changes a rule closes the lane first, and then looks
 * which worker has taken what. So either the change sees what was done, or the thread
 * that acted sees another word and does its step again under the lock. Both can happen.
 *
 * <pre>
 *   submitter: word open -> add    -> word the same?   no: looks after the task under the lock
 *   worker:    word open -> take   -> word the same?   no: asks under the lock whether it may keep it
 *   changer:   (has the lock)  close -> drain -> see who has taken what -> change
 * </pre>
 *
 * The lane is only opened while the queue is empty, and is drained into it when it is
 * closed, so that the order of tasks is kept. Opening and closing take the pool's lock;
 * everything else is thread-safe.
 */
public final class FastLane {

	private final SlotQueue<Execution<?>> tasks = new SlotQueue<>();

	/**
	 * Odd while the lane is open. Each change makes another one, so that who acts sees
	 * also a lane that was closed and opened again. Written under the pool's lock.
	 */
	private volatile int word;

	/** What is to be compared after the step that was done. */
	public int word() {
		return this.word;
	}

	/** Whether a word is that of an open lane. */
	public static boolean isOpen(int word) {
		return (word & 1) != 0;
	}

	public boolean isOpen() {
		return isOpen(this.word);
	}

	/** Opens the lane, which is closed; called under the pool's lock. */
	public void open() {
		this.word++;
	}

	/**
	 * Closes the lane if it is open, and moves the tasks to the queue; called under the
	 * pool's lock.
	 */
	public void close(TaskQueue queue) {
		if (isOpen()) {
			this.word++;
			drainTo(queue);
		}
	}

	/**
	 * Moves the tasks to the queue; called under the pool's lock while the lane is
	 * closed.
	 */
	public void drainTo(TaskQueue queue) {
		for (Execution<?> task; (task = this.tasks.poll()) != null;) {
			queue.add(task);
		}
	}

	/** Adds a task at the end. */
	public void add(Execution<?> task) {
		this.tasks.add(task);
	}

	/** Takes the first task, {@code null} if there is none. */
	public @Nullable Execution<?> poll() {
		return this.tasks.poll();
	}

	public boolean isEmpty() {
		return this.tasks.isEmpty();
	}

	/** The first task, {@code null} if there is none; it may be taken meanwhile. */
	public @Nullable Execution<?> first() {
		return this.tasks.peek();
	}

	/**
	 * How many tasks there are, which is told by their numbers: exact while nobody adds
	 * or takes any.
	 * @param accepted the number of the last task that was accepted
	 */
	public int size(long accepted) {
		Execution<?> first = this.tasks.peek();
		return (first != null) ? (int) Math.min(Integer.MAX_VALUE, Math.max(1, accepted - first.number() + 1)) : 0;
	}

}
