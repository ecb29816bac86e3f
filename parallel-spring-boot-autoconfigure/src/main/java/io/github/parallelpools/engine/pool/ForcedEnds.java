package io.github.parallelpools.engine.pool;

import java.util.function.Predicate;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Ends workers by force, one or all, and gives those up that end the application
 * themselves. Knows nothing of what is queued.
 */
final class ForcedEnds {

	private final Staffing staffing;

	private final Retries retries;

	private final Telling telling;

	private final PoolCore core;

	private final boolean processes;

	private final String reason;

	/**
	 * Makes what ends workers by force.
	 * @param reason why tasks end that run when all are ended
	 */
	ForcedEnds(PoolCore core, Staffing staffing, Retries retries, Telling telling, WorkerTraits traits, String reason) {
		this.core = core;
		this.staffing = staffing;
		this.retries = retries;
		this.telling = telling;
		this.processes = traits.ownProcess();
		this.reason = reason;
	}

	/** Stops the pool by force. */
	void forceStop() {
		forceStop(this.reason);
	}

	/** Stops the pool by force; running tasks end for that reason. */
	void forceStop(String why) {
		forceStop(why, ApplicationEnd::isAwaitedBy);
	}

	/** Stops the pool by force, as the application ends by the calling thread. */
	void forceStopWithApplication() {
		forceStop(this.reason, ApplicationEnd::isThisOrAwaitedBy);
	}

	/** Interrupts no thread that ends the application; that is not what it is to end. */
	private void forceStop(String why, Predicate<Thread> isEndingApplication) {
		TaskOutcome outcome = new TaskOutcome.Cancelled(why);
		for (Runner runner : this.staffing.dismissAll()) {
			if (this.processes || !isEndingApplication.test(runner.thread())) {
				this.staffing.end(runner, outcome);
				runner.orders().destroy();
			}
			else {
				this.staffing.end(runner, new TaskOutcome.Cancelled("it ended the application"));
			}
		}
	}

	/** Gives up those who wait for the application's end, and tells of their tasks. */
	void excuse() {
		for (Runner runner : this.staffing.runners()) {
			Execution<?> taken = runner.taken();
			if (ApplicationEnd.isThisOrAwaitedBy(runner.thread()) && this.staffing.abandon(runner, taken)
					&& taken != null) {
				taken.decide(new TaskOutcome.Cancelled("it ended the application"));
				this.telling.tell(taken);
				runner.abandoned().forEach(this::tellWithApplication);
			}
		}
	}

	private void tellWithApplication(Execution<?> task) {
		task.decide(new TaskOutcome.Cancelled("the application ended"));
		this.telling.tell(task);
	}

	/**
	 * Whether somebody who runs a task or tells of it waits for the application's end.
	 */
	boolean isEndingApplication() {
		return this.staffing.runners().stream().anyMatch((runner) -> ApplicationEnd.isThisOrAwaitedBy(runner.thread()));
	}

	/**
	 * Ends one worker, or a caller that runs a task.
	 * @return whether there was one of that id
	 */
	boolean kill(String workerId) {
		Runner runner = this.staffing.dismiss(workerId);
		if (runner == null) {
			return false;
		}
		if (!isLeftTo(runner)) {
			this.staffing.end(runner, Retries.byHand(runner));
		}
		if (runner.orders().destroy()) {
			this.core.count(Totals.Total.KILLED);
			if (this.processes) {
				this.core.killed();
			}
			this.core.events.tell(new PoolEvent.WorkerKilled(runner.id()));
		}
		return true;
	}

	/**
	 * Whether what a runner that is killed has taken is left to itself: a task that may
	 * be run again, or has not begun. It comes back soon.
	 */
	private boolean isLeftTo(Runner runner) {
		return this.retries.isLeftFor(runner.present()) || !runner.hasBegun();
	}

}
