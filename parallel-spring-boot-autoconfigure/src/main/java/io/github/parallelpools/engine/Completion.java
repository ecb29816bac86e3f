package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

/**
 * Tells everybody how a task ended, exactly once: the totals, the future, the listeners,
 * in that order. Runs foreign code, so it is called by worker loops, cancelling threads
 * and completion threads only, never under a lock.
 */
final class Completion {

	private static final System.Logger logger = System.getLogger(Completion.class.getName());

	private final String pool;

	private final Ticker ticker;

	private final Totals totals;

	private final Listeners listeners;

	private final Joiners joiners;

	Completion(String pool, Ticker ticker, Totals totals, Listeners listeners, Joiners joiners) {
		this.pool = pool;
		this.ticker = ticker;
		this.totals = totals;
		this.listeners = listeners;
		this.joiners = joiners;
	}

	void started(Execution<?> task) {
		if (!this.listeners.isEmpty()) {
			String id = task.id();
			this.listeners.tell(id, (listener) -> listener.started(id, this.pool));
		}
	}

	/**
	 * Tells of the end, unless another thread does, or there was no task. What looks for
	 * work is a task only once it has found some, so that its start is told here.
	 */
	void deliver(Execution<?> task) {
		if (task.claimDelivery() && !task.foundNothing()) {
			if (task.isLook()) {
				started(task);
			}
			deliverClaimed(task);
		}
	}

	/** Tells of the end in a thread that has claimed to do so. */
	void deliverClaimed(Execution<?> task) {
		TaskOutcome outcome = Objects.requireNonNull(task.outcome(), "A task is delivered before it is decided");
		try {
			if (outcome instanceof TaskOutcome.Succeeded succeeded) {
				succeed(task, succeeded.value());
			}
			else {
				fail(task, outcome);
			}
		}
		catch (Throwable ex) {
			logger.log(System.Logger.Level.ERROR, "What depends on task " + task.id() + " of pool '" + this.pool
					+ "' failed; the task itself has ended", ex);
		}
		finally {
			this.joiners.told();
		}
	}

	@SuppressWarnings("unchecked")
	private <T> void succeed(Execution<T> task, @Nullable Object value) {
		this.totals.completed.increment();
		if (this.listeners.isEmpty()) {
			task.complete((T) value);
			return;
		}
		TaskResult result = result(task, ResultCode.SUCCESS, null, this.ticker.nanos());
		task.complete((T) value);
		ended(task, result, value);
	}

	private void fail(Execution<?> task, TaskOutcome outcome) {
		if (outcome instanceof TaskOutcome.Cancelled cancelled) {
			cancelled(task, cancelled);
		}
		else if (outcome instanceof TaskOutcome.Overtime overtime) {
			overtime(task, overtime);
		}
		else if (outcome instanceof TaskOutcome.Died died) {
			died(task, died);
		}
		else {
			failed(task, ((TaskOutcome.Failed) outcome).error());
		}
	}

	private void cancelled(Execution<?> task, TaskOutcome.Cancelled outcome) {
		String message = "Task %s of pool '%s' was cancelled: %s".formatted(task.id(), this.pool, outcome.reason());
		TaskResult result = result(task, ResultCode.CANCELLED, TaskCancelledException.class, message);
		this.totals.cancelled.increment();
		end(task, result, new TaskCancelledException(task.id(), message, result));
	}

	private void overtime(Execution<?> task, TaskOutcome.Overtime outcome) {
		String message = "Task %s of pool '%s' ran for longer than %s ms and was ended. Raise 'worker-overtime' if it needs the time."
			.formatted(task.id(), this.pool, outcome.limit().toMillis());
		TaskResult result = result(task, ResultCode.OVERTIME, TaskOvertimeException.class, message);
		this.totals.failed.increment();
		end(task, result, new TaskOvertimeException(task.id(), message, result));
	}

	private void died(Execution<?> task, TaskOutcome.Died outcome) {
		String message = "The worker died while it ran task %s of pool '%s', so its outcome is unknown: %s"
			.formatted(task.id(), this.pool, outcome.reason());
		TaskResult result = result(task, ResultCode.UNKNOWN, WorkerDiedException.class, message);
		this.totals.failed.increment();
		end(task, result, new WorkerDiedException(task.id(), message, result));
	}

	private void failed(Execution<?> task, Throwable error) {
		ErrorText text = ErrorText.of(error);
		String message = "Task %s of pool '%s' failed: %s: %s".formatted(task.id(), this.pool, text.errorClass(),
				text.message());
		TaskResult result = result(task, ResultCode.FAILED, text, this.ticker.nanos());
		this.totals.failed.increment();
		end(task, result, new TaskFailedException(task.id(), message, result, error));
	}

	private void end(Execution<?> task, TaskResult result, Throwable error) {
		task.completeExceptionally(error);
		ended(task, result, null);
	}

	private TaskResult result(Execution<?> task, ResultCode code, Class<? extends Exception> type, String message) {
		return result(task, code, new ErrorText(type.getName(), message, ""), this.ticker.nanos());
	}

	private void ended(Execution<?> task, TaskResult result, @Nullable Object value) {
		String id = task.id();
		this.listeners.tell(id, (listener) -> listener.ended(id, this.pool, result, value));
	}

	private static TaskResult result(Execution<?> task, ResultCode code, @Nullable ErrorText error, long now) {
		String stack = (error != null && !error.stack().isEmpty()) ? error.stack() : null;
		return new TaskResult(code, (error != null) ? error.errorClass() : null,
				(error != null) ? error.message() : null, stack, task.tellOvertime(),
				Duration.ofNanos(task.waitedNanos(now)), Duration.ofNanos(task.elapsedNanos(now)));
	}

}
