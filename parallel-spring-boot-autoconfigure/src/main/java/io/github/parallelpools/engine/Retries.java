package io.github.parallelpools.engine;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.WorkerLoop.Phase;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Decides whether a task whose worker died is run again, and puts it back to the head of
 * its line if so: it has waited already, and whatever it does, it soon has no attempts
 * left. The task keeps its id, its future and its priority, and is accepted once. It is
 * not run again if its end was decided by anybody else (cancel, overtime, forced stop),
 * or if it is a look for work, of which nobody knows what it would find next. Those that
 * are not run again become dead letters.
 */
final class Retries {

	private static final System.Logger logger = System.getLogger(Retries.class.getName());

	private final PoolMonitor monitor;

	private final Staffing staffing;

	private final RetrySettings settings;

	/** Whether workers die, so that tasks may be run again or sent again. */
	private final boolean mortal;

	private final DeadLetters letters;

	Retries(PoolMonitor monitor, Staffing staffing, DeadLetters letters, boolean solo) {
		this.monitor = monitor;
		this.staffing = staffing;
		this.letters = letters;
		this.settings = monitor.settings.retry();
		this.mortal = monitor.settings.kind() == WorkerKind.PROCESS && !solo;
	}

	/** Whether what a task was given is needed after it was taken. */
	boolean keepsPayload(Execution<?> task) {
		return this.mortal && !task.isLook() && (this.settings.maxAttempts() > 1 || this.settings.deadLetters() > 0);
	}

	/** Whether a task would be run again if its worker were killed by hand. */
	boolean isLeftFor(@Nullable Execution<?> task) {
		return task != null && keepsPayload(task) && task.attempt() < this.settings.maxAttempts();
	}

	/**
	 * A worker has come back from a task.
	 * @param ordered whether the worker was ordered to end
	 * @return how the task ends, {@code null} if it does not, as it is run again
	 */
	@Nullable TaskOutcome settle(Runner runner, Execution<?> task, TaskOutcome outcome, boolean ordered) {
		if (!(outcome instanceof TaskOutcome.Died died) || !this.mortal || task.isLook() || task.isDecided()) {
			return outcome;
		}
		if (!ordered) {
			task.killed();
		}
		TaskOutcome.Died how = ordered ? byHand(runner) : died;
		if (!isLeftFor(task) || task.kills() >= this.settings.quarantineAfter() || !requeue(runner, task)) {
			return how;
		}
		CarefulLog.log(logger, System.Logger.Level.WARNING,
				"Task {0} of pool ''{1}'' is run again (attempt {2} of {3}), as its worker {4} died", task.id(),
				this.monitor.settings.name(), task.attempt(), this.settings.maxAttempts(), runner.id());
		this.staffing.recruit();
		return null;
	}

	static TaskOutcome.Died byHand(Runner runner) {
		return new TaskOutcome.Died("worker " + runner.id() + " was killed by hand");
	}

	private boolean requeue(Runner runner, Execution<?> task) {
		this.monitor.lock();
		try {
			boolean given = runner instanceof WorkerLoop loop && loop.phase == Phase.BUSY && loop.taken == task;
			// Whoever ends what is queued when the application closes may have gone by.
			if (!given || this.monitor.closed || task.isDecided()) {
				return false;
			}
			task.runner = null;
			runner.taken = null;
			task.beginAnew();
			this.monitor.requeue(task);
			this.monitor.totals.retried.increment();
			return true;
		}
		finally {
			this.monitor.unlock();
		}
	}

	/**
	 * A task has ended as its worker died.
	 * @return the letter if it was put among the dead letters
	 */
	@Nullable DeadLetter giveUp(Execution<?> task, String reason) {
		return keepsPayload(task) ? this.letters.add(task, reason) : null;
	}

	/** What is told of a task that is not run again. */
	String verdict(Execution<?> task) {
		if (!keepsPayload(task)) {
			return "";
		}
		int attempts = task.attempt();
		int kills = task.kills();
		return "; it was run %s, has killed %s and is not run again by itself"
			.formatted((attempts == 1) ? "once" : attempts + " times", (kills == 1) ? "1 worker" : kills + " workers");
	}

}
