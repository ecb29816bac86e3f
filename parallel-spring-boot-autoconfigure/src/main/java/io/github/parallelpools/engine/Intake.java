package io.github.parallelpools.engine;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;

/**
 * The way of tasks into the queue of a pool, and out of it for those that are not run.
 * Knows nothing of how tasks are executed or end.
 */
final class Intake {

	private final PoolMonitor monitor;

	private final Staffing staffing;

	Intake(PoolMonitor monitor, Staffing staffing) {
		this.monitor = monitor;
		this.staffing = staffing;
	}

	/** Accepts a task, once there is room, and starts a worker if one more is wanted. */
	void put(Execution<?> task) {
		WorkerLoop recruit;
		this.monitor.lock();
		try {
			awaitRoom();
			task.accepted(++this.monitor.accepted);
			this.monitor.queue.add(task);
			this.monitor.worked = true;
			if (this.monitor.state().runsTasks()) {
				this.monitor.crew.wakeOne();
			}
			recruit = this.staffing.enlist();
		}
		finally {
			this.monitor.unlock();
		}
		if (recruit != null) {
			recruit.start();
		}
	}

	private void awaitRoom() {
		requireAccepting();
		if (!this.monitor.queue.isFull()) {
			return;
		}
		if (this.monitor.settings.queue().whenFull() == WhenFull.REJECT) {
			throw rejection("its queue is full. Raise 'queue.capacity' or 'max-size', or send less");
		}
		if (WorkerLoop.isServing(this.monitor)) {
			throw rejection("its queue is full, and one of its own workers would wait for room for ever. "
					+ "Raise 'queue.capacity', or send from elsewhere");
		}
		while (this.monitor.queue.isFull()) {
			try {
				this.monitor.room.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw rejection("the caller was interrupted while it waited for room in the queue");
			}
			requireAccepting();
		}
	}

	private void requireAccepting() {
		if (this.monitor.closed) {
			throw rejection("it is closed, as the application is closing");
		}
		if (!this.monitor.state().acceptsTasks()) {
			throw rejection("it is " + this.monitor.state() + ". Start it again first");
		}
	}

	private TaskRejectedException rejection(String why) {
		PoolSnapshot.Size size = this.monitor.crew.snapshot();
		return new TaskRejectedException("Pool '%s' rejected a task: %s (queue %d/%d, %d of %d workers busy)."
			.formatted(this.monitor.settings.name(), why, this.monitor.queue.size(),
					this.monitor.settings.queue().capacity(), size.busy(), size.max()));
	}

	/** Takes a task whose end is decided out of the queue, or tells who is running it. */
	@Nullable WorkerLoop withdraw(Execution<?> task) {
		this.monitor.lock();
		try {
			if (this.monitor.queue.remove(task)) {
				task.forget();
				this.monitor.room.signal();
			}
			// A worker that came for the task just now may have thrown it away instead.
			this.monitor.settle();
			return task.runner;
		}
		finally {
			this.monitor.unlock();
		}
	}

	/** Empties the queue of a closed pool. */
	@Nullable Execution<?> drainOne() {
		this.monitor.lock();
		try {
			Execution<?> task = this.monitor.queue.poll();
			if (task != null) {
				task.forget();
			}
			return task;
		}
		finally {
			this.monitor.unlock();
		}
	}

}
