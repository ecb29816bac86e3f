package io.github.parallelpools.engine.pool;

import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Ends tasks that nobody wants any more: those whose future was cancelled, and those that
 * no worker has taken. Knows nothing of how a worker is ended.
 */
final class Cancellation {

	private final Admission admission;

	private final Telling telling;

	private final PoolNames names;

	Cancellation(Admission admission, Telling telling, PoolNames names) {
		this.admission = admission;
		this.telling = telling;
		this.names = names;
	}

	/**
	 * Cancels a task. The thread that cancels tells of the end, so it claims that first:
	 * if the task ends by itself in between, it tells of that end.
	 * @return whether it has ended as cancelled
	 */
	boolean cancel(Execution<?> task, boolean mayInterrupt) {
		if (!task.claimDelivery()) {
			return task.outcome() instanceof TaskOutcome.Cancelled;
		}
		boolean cancelled = task.decide(new TaskOutcome.Cancelled("its future was cancelled"));
		try {
			Runner holder = cancelled ? this.admission.withdraw(task) : null;
			if (holder != null) {
				holder.cancelled(task, mayInterrupt);
			}
		}
		finally {
			this.telling.tellClaimed(task);
		}
		return cancelled;
	}

	/**
	 * Ends a task that no worker has taken yet. Returns whether that was so; then
	 * somebody has to tell.
	 */
	boolean withdraw(Execution<?> task, String reason) {
		return this.admission.remove(task) && task.decide(new TaskOutcome.Cancelled(reason));
	}

	/** Ends what is queued in a pool that is closed, and tells of it. */
	void endQueued() {
		for (Execution<?> task; (task = this.admission.drainOne()) != null;) {
			task.decide(new TaskOutcome.Cancelled(
					(task.attempts() > 0) ? "the application closed before it was run again, as its worker had died"
							: this.names.unrun().get()));
			this.telling.tell(task);
		}
	}

}
