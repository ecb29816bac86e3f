package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Decides whether a task whose worker died is run again, and puts it back to the head of
 * its line if so: it has waited already, and whatever it does, it soon has no attempts
 * left. The task keeps its id, its future and its priority, and is accepted once. It is
 * not run again if its end was decided by anybody else (cancel, overtime, forced stop),
 * if it is a look for work, of which nobody knows what it would find next, or if it comes
 * from elsewhere, where that is decided. Those that are not run again become dead
 * letters.
 * <p>
 * A task that the dead worker had not begun was not run: it goes back in the same way,
 * also where tasks are not run again, and that is no attempt. As a worker could claim
 * that of every task, it happens {@value #RETURNS} times at most.
 */
final class Retries {

	/** How often a task goes back for nothing. */
	private static final int RETURNS = 5;

	private final PoolCore core;

	private final Staffing staffing;

	/** Whether workers die. */
	private final boolean mortal;

	private final DeadLetters letters;

	Retries(PoolCore core, Staffing staffing, DeadLetters letters, WorkerTraits traits) {
		this.core = core;
		this.staffing = staffing;
		this.letters = letters;
		this.mortal = traits.ownProcess();
	}

	private RetrySettings settings() {
		return this.core.settings.retry();
	}

	/** Whether a task may be run again or sent again. */
	private boolean revives(Execution<?> task) {
		return this.mortal && !task.isLook() && !task.isForeign()
				&& (settings().maxAttempts() > 1 || settings().deadLetters() > 0);
	}

	/** Whether a task would be run again if its worker were killed by hand. */
	boolean isLeftFor(@Nullable Execution<?> task) {
		return task != null && revives(task) && task.attempt() < settings().maxAttempts()
				&& !(task.hasDeadline() && task.isExpired(this.core.nanos()));
	}

	/**
	 * A worker has died with a task.
	 * @param ordered whether the worker was ordered to end
	 * @return how the task ends, {@code null} if it does not, as it is run again
	 */
	@Nullable TaskOutcome settle(Runner runner, Execution<?> task, TaskOutcome.Died died, boolean ordered) {
		if (!runner.isWith(task)) {
			// It was abandoned with the task, which is run again.
			return null;
		}
		if (!this.mortal || task.isDecided()) {
			return died;
		}
		if (!died.began() && task.returns() < RETURNS) {
			return giveBack(runner, task, died);
		}
		if (task.isLook()) {
			return died;
		}
		if (!ordered) {
			task.killed();
		}
		TaskOutcome.Died how = ordered ? byHand(runner) : died;
		if (!isLeftFor(task) || task.kills() >= settings().quarantineAfter()
				|| !requeue(runner, task, () -> beginAnew(task))) {
			// Unless it was put back when the worker was abandoned.
			return runner.isWith(task) ? how : null;
		}
		tellRetried(runner, task);
		return null;
	}

	/**
	 * A worker was abandoned, as its process was killed by hand and has not been buried
	 * in time: it runs nothing any more, so that the task is run again if it may be. The
	 * worker may come back at the same time: the first of both puts the task back.
	 */
	boolean isRunAgain(Runner runner, Execution<?> task) {
		if (!runner.isWith(task)) {
			return !task.isDecided();
		}
		if (task.isLook() || !isLeftFor(task) || !requeue(runner, task, () -> beginAnew(task))) {
			return !runner.isWith(task) && !task.isDecided();
		}
		tellRetried(runner, task);
		return true;
	}

	private void tellRetried(Runner runner, Execution<?> task) {
		this.core.events
			.tell(new PoolEvent.TaskRetried(task.id(), runner.id(), task.attempt(), settings().maxAttempts()));
		this.staffing.recruit();
	}

	private void beginAnew(Execution<?> task) {
		task.beginAnew();
		this.core.count(Totals.Total.RETRIED);
	}

	/** The worker has died before it began with the task. */
	private @Nullable TaskOutcome giveBack(Runner runner, Execution<?> task, TaskOutcome.Died died) {
		if (task.isLook()) {
			return lookNotBegun(runner);
		}
		if (!requeue(runner, task, task::returned)) {
			return this.core.moves.isClosed()
					? new TaskOutcome.Cancelled(
							"the application closed before it was run, as the worker that it was given to had died")
					: died;
		}
		this.core.events.tell(new PoolEvent.TaskReturned(task.id(), runner.id()));
		this.staffing.recruit();
		return null;
	}

	/**
	 * Nobody has looked, so that there was no task, and nobody knows whether there is.
	 */
	private TaskOutcome lookNotBegun(Runner runner) {
		if (runner instanceof WorkerLoop loop) {
			try (Held held = this.core.hold()) {
				loop.member().lookedIn(Demand.NEVER);
			}
		}
		return new TaskOutcome.Succeeded(null);
	}

	static TaskOutcome.Died byHand(Runner runner) {
		return new TaskOutcome.Died("worker " + runner.id() + " was killed by hand");
	}

	private boolean requeue(Runner runner, Execution<?> task, Runnable change) {
		try (Held held = this.core.hold()) {
			// Whoever ends what is queued when the application closes may have gone by.
			if (!runner.isWith(task) || this.core.moves.isClosedLocked() || task.isDecided()) {
				return false;
			}
			runner.leave(task);
			change.run();
			this.core.tasks.requeue(task);
			return true;
		}
	}

	/**
	 * A task has ended as its worker died.
	 * @return the letter if it was put among the dead letters
	 */
	@Nullable DeadLetter giveUp(Execution<?> task, String reason) {
		if (!revives(task)) {
			task.forget();
			return null;
		}
		return this.letters.add(task, reason);
	}

	/** What is told of a task that is not run again. */
	String verdict(Execution<?> task) {
		if (!revives(task)) {
			return "";
		}
		int attempts = task.attempt();
		int kills = task.kills();
		return "; it was run %s, has killed %s and is not run again by itself"
			.formatted((attempts == 1) ? "once" : attempts + " times", (kills == 1) ? "1 worker" : kills + " workers");
	}

}
