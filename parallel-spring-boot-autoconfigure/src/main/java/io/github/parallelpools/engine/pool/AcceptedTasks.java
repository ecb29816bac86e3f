package io.github.parallelpools.engine.pool;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.TaskQueue;

/**
 * Accepts tasks into one pool and its queue, gives them their numbers, and has somebody
 * come for them. Called under the pool's lock, but where something else is said.
 */
final class AcceptedTasks {

	private final PoolCore core;

	private final TaskQueue queue;

	AcceptedTasks(PoolCore core, TaskQueue queue) {
		this.core = core;
		this.queue = queue;
	}

	/** Gives a task its number; it is the pool's from now on. */
	void accept(Execution<?> task) {
		String tag = task.tag();
		if (tag != null) {
			this.core.tagged.add(tag, task);
		}
		// In one step: tasks are given numbers on the fast lane, too.
		task.accepted(this.core.accepted.incrementAndGet());
		this.core.moves.worked();
	}

	/** Accepts a task into the queue and has somebody come for it. */
	void enqueue(Execution<?> task) {
		// What may want memory comes first: a task that was not queued is not accepted.
		this.core.startFailures.enqueued();
		add(task);
		this.core.deadlines.watchDeadline(task);
		wakeOne();
	}

	/** Somebody is to come for a task that was queued otherwise. */
	void called() {
		this.core.startFailures.enqueued();
		wakeOne();
	}

	private void wakeOne() {
		if (this.core.state().runsTasks()) {
			this.core.crew.wakeOne();
		}
	}

	/** Accepts a task into the queue for somebody who comes by himself. */
	void add(Execution<?> task) {
		accept(task);
		boolean added = false;
		try {
			this.queue.add(task);
			added = true;
		}
		finally {
			if (!added) {
				// Only a queue with priorities or deadlines needs memory, and tasks that
				// have these do not pass the lane.
				this.core.accepted.decrementAndGet();
				String tag = task.tag();
				if (tag != null) {
					this.core.tagged.remove(tag, task);
				}
			}
		}
	}

	/** Puts back a task whose worker died, and has somebody come for it. */
	void requeue(Execution<?> task) {
		this.queue.putBack(task);
		this.core.deadlines.watchDeadline(task);
		called();
	}

	/** A task was taken out of the queue. */
	void taken() {
		if (this.core.settings.work().lock() != null && this.queue.isEmpty()) {
			this.core.crew.wakeWishful();
		}
	}

	/** A worker goes to look for work, which is a task only if it finds some. */
	void lookBegins() {
		this.core.accepted.incrementAndGet();
	}

	/** A look was no task. */
	void lookFoundNothing() {
		this.core.accepted.decrementAndGet();
	}

}
