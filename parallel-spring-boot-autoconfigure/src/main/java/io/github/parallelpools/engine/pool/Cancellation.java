package io.github.parallelpools.engine.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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

	private final TaggedTasks tagged;

	Cancellation(Admission admission, Telling telling, PoolNames names, TaggedTasks tagged) {
		this.tagged = tagged;
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
		return cancel(task, mayInterrupt, "its future was cancelled");
	}

	private boolean cancel(Execution<?> task, boolean mayInterrupt, String reason) {
		if (!task.claimDelivery()) {
			return task.outcome() instanceof TaskOutcome.Cancelled;
		}
		boolean cancelled = task.decide(new TaskOutcome.Cancelled(reason));
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
	 * Cancels all tasks with a tag that have not ended. Those that wait come first, the
	 * last one before the others: no worker takes what is about to be cancelled.
	 * @return how many this call has cancelled
	 */
	int cancelTagged(String tag, boolean mayInterrupt) {
		List<Execution<?>> begun = new ArrayList<>();
		List<Execution<?>> tagged = this.tagged.of(tag);
		Collections.reverse(tagged);
		int cancelled = 0;
		for (Execution<?> task : tagged) {
			if (task.hasBegun()) {
				begun.add(task);
			}
			else if (cancelTagged(task, tag, mayInterrupt)) {
				cancelled++;
			}
		}
		for (Execution<?> task : begun) {
			if (cancelTagged(task, tag, mayInterrupt)) {
				cancelled++;
			}
		}
		return cancelled;
	}

	private boolean cancelTagged(Execution<?> task, String tag, boolean mayInterrupt) {
		return !task.isDecided() && cancel(task, mayInterrupt, "the tasks with the tag '" + tag + "' were");
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
