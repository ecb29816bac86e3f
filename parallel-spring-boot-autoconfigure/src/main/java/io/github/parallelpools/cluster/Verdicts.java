package io.github.parallelpools.cluster;

import java.time.Duration;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;
import io.github.parallelpools.task.WorkerDiedException;

/**
 * What becomes of a task of the cluster whose run in this instance has ended: the outcome
 * is its end, or another instance attempts it again. Knows neither the store nor who
 * waits for the task. Thread-safe.
 */
final class Verdicts {

	private static final System.Logger logger = System.getLogger(Verdicts.class.getName());

	private final ParallelPool pool;

	private final OutcomePayload outcomes;

	Verdicts(ParallelPool pool, OutcomePayload outcomes) {
		this.pool = pool;
		this.outcomes = outcomes;
	}

	/** What can't be told of an end, as for want of memory, is an attempt that failed. */
	Report of(ClaimedTask task, TaskOutcome outcome, TaskResult result) {
		try {
			return verdict(task, outcome, result);
		}
		catch (RuntimeException | Error ex) {
			logger.log(System.Logger.Level.ERROR, "The end of task " + task.id() + " of pool '" + this.pool.name()
					+ "' can't be told; it is given back", ex);
			return Report.givenBack(task, true);
		}
	}

	private Report verdict(ClaimedTask task, TaskOutcome outcome, TaskResult result) {
		if (outcome instanceof TaskOutcome.Died && task.hasAttempts()) {
			return Report.givenBack(task, true);
		}
		if (outcome instanceof TaskOutcome.Cancelled && !task.isCancelled()) {
			// It was this instance that ended it: as it is fenced, or its pool stops.
			if (result.attempts() == 0 || result.elapsed().isZero()) {
				return Report.givenBack(task, false);
			}
			if (task.hasAttempts()) {
				return Report.givenBack(task, true);
			}
			if (task.isFenced()) {
				return dead(task, fenced(task, result));
			}
		}
		if (outcome instanceof TaskOutcome.Failed failed && failed.error() instanceof WorkerStartException
				&& task.hasAttempts()) {
			return Report.givenBack(task, true);
		}
		OutcomePayload.Encoded encoded = this.outcomes.encode(outcome, timed(task, result));
		boolean dead = outcome instanceof TaskOutcome.Died && keepsLetters();
		return Report.ended(task, new ClusterOutcome(encoded.result().code(), encoded.bytes(), dead));
	}

	/** The end of a task in its last attempt, as if the instance had died. */
	private TaskResult fenced(ClaimedTask task, TaskResult result) {
		return new TaskResult(ResultCode.UNKNOWN, WorkerDiedException.class.getName(),
				"Task %s of pool '%s' was ended in its attempt %s of %s, as the instance that ran it could not renew its lease for longer than 'parallel.cluster.fence'. See that it reaches the store of the cluster, or set 'on-fenced' to 'finish'."
					.formatted(task.id(), this.pool.name(), task.claim().counted(), task.claim().maxAttempts()),
				null, false, result.times());
	}

	private Report dead(ClaimedTask task, TaskResult result) {
		TaskOutcome died = new TaskOutcome.Died(String.valueOf(result.message()));
		return Report.ended(task, new ClusterOutcome(result.code(),
				this.outcomes.encode(died, timed(task, result)).bytes(), keepsLetters()));
	}

	private boolean keepsLetters() {
		return this.pool.settings().retry().deadLetters() > 0;
	}

	/** It has waited elsewhere, too. */
	private static TaskResult timed(ClaimedTask task, TaskResult result) {
		return new TaskResult(result.resultCode(), result.errorClass(),
				task.isCancelled() ? result.message() + " (" + task.cancelReason() + ")" : result.message(),
				result.stack(), result.overtime(), new TaskTimes(task.claim().waited().plus(result.waited()),
						result.elapsed(), task.claim().counted(), result.usage()));
	}

	/**
	 * A task that can't be given to a worker here. Another build of the application, or
	 * one with more memory, may be able to.
	 */
	Report undecodable(ClaimedTask task, Throwable error) {
		return task.hasAttempts() ? Report.givenBack(task, true) : Report.ended(task, failed(task, error));
	}

	private ClusterOutcome failed(ClaimedTask task, Throwable error) {
		ErrorText text = ErrorText.of(error);
		TaskResult result = new TaskResult(ResultCode.FAILED, text.errorClass(),
				"Task %s of pool '%s' can't be decoded by the instance that has claimed it: %s".formatted(task.id(),
						this.pool.name(), text.summary()),
				text.stack(), false, notRun(task));
		return new ClusterOutcome(result.code(), this.outcomes.encode(new TaskOutcome.Failed(error), result).bytes(),
				false);
	}

	/** A failure that fits where the end of a task did not. */
	ClusterOutcome refused(ClaimedTask task, ClusterOutcome ended, String said) {
		OutcomePayload.Encoded failure = this.outcomes.refused(ended.code(), said, notRun(task));
		return new ClusterOutcome(failure.result().code(), failure.bytes(), false);
	}

	private static TaskTimes notRun(ClaimedTask task) {
		return new TaskTimes(task.claim().waited(), Duration.ZERO, task.claim().counted(), null);
	}

}
