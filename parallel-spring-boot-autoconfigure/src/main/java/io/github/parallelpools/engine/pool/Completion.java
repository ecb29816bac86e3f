package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.run.StackProbe;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Followers;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.engine.time.Patience;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;
import io.github.parallelpools.task.WorkerDiedException;

/**
 * Tells everybody how a task ended, exactly once: the totals, the future, the listeners,
 * in that order. Runs foreign code, so it is called by worker loops, cancelling threads
 * and completion threads only, never under a lock.
 */
final class Completion {

	private static final System.Logger logger = System.getLogger(Completion.class.getName());

	private final String pool;

	private final PoolNames names;

	private final Ticker ticker;

	private final Totals totals;

	private final Listeners listeners;

	private final Joiners joiners;

	private final PoolEvents events;

	private final boolean hearsTasks;

	private final Retries retries;

	private final TaggedTasks tagged;

	Completion(String pool, PoolNames names, Ticker ticker, Totals totals, Listeners listeners, Joiners joiners,
			PoolEvents events, Retries retries, TaggedTasks tagged) {
		this.tagged = tagged;
		this.pool = pool;
		this.names = names;
		this.ticker = ticker;
		this.totals = totals;
		this.listeners = listeners;
		this.joiners = joiners;
		this.events = events;
		this.hearsTasks = events.hearsTasks();
		this.retries = retries;
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
		if (!task.claimDelivery()) {
			return;
		}
		if (!task.isLook()) {
			deliverClaimed(task);
		}
		else if (!task.foundNothing()) {
			try {
				started(task);
			}
			finally {
				deliverClaimed(task);
			}
		}
	}

	/** Tells of the end in a thread that has claimed to do so. */
	void deliverClaimed(Execution<?> task) {
		TaskOutcome outcome = Objects.requireNonNull(task.outcome(), "A task is delivered before it is decided");
		if (!task.isPlain()) {
			ended(task, outcome);
		}
		try {
			while (!hasTold(task, outcome)) {
				Patience.pause();
			}
		}
		finally {
			this.joiners.told();
			if (this.hearsTasks) {
				tellTold(task);
			}
		}
	}

	private void ended(Execution<?> task, TaskOutcome outcome) {
		String tag = task.tag();
		if (tag != null) {
			this.tagged.remove(tag, task);
		}
		Followers.ended(task, outcome);
	}

	/** There may be no memory for the event at first. */
	private void tellTold(Execution<?> task) {
		while (true) {
			try {
				this.events.tell(new PoolEvent.TaskTold(task.id()));
				return;
			}
			catch (OutOfMemoryError ex) {
				Patience.pause();
			}
		}
	}

	/** Returns whether the end was told: if memory was too short, it is told again. */
	private boolean hasTold(Execution<?> task, TaskOutcome outcome) {
		try {
			if (outcome instanceof TaskOutcome.Succeeded succeeded) {
				succeed(task, succeeded.value());
			}
			else {
				fail(task, outcome);
			}
			return true;
		}
		catch (OutOfMemoryError ex) {
			return task.isDone();
		}
		catch (Throwable ex) {
			SafeLog.log(logger, System.Logger.Level.ERROR,
					"What depends on " + title(task) + " failed; the task itself has ended", ex);
			return true;
		}
	}

	/** Counts an end, once. */
	private void count(Execution<?> task, Totals.Total ends) {
		if (!task.isCounted()) {
			this.totals.count(ends);
			task.counted();
		}
	}

	/** What messages call a task. */
	private String title(Execution<?> task) {
		return this.names.title().apply(task.id());
	}

	@SuppressWarnings("unchecked")
	private <T> void succeed(Execution<T> task, @Nullable Object value) {
		if (!this.hearsTasks && this.listeners.isEmpty() && (task.isPlain() || task.onEnd() == null)) {
			count(task, Totals.Total.COMPLETED);
			task.complete((T) value);
			return;
		}
		TaskResult result = result(task, ResultCode.SUCCESS, null, this.ticker.nanos());
		Consumer<TaskListener> telling = telling(task, result, value);
		PoolEvent event = event(task, result);
		count(task, Totals.Total.COMPLETED);
		tell(event);
		task.complete((T) value);
		this.listeners.tell(task.onEnd(), task.id(), telling);
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
		String message = "%s was cancelled: %s".formatted(title(task), outcome.reason());
		TaskResult result = result(task, ResultCode.CANCELLED, TaskCancelledException.class, message);
		end(task, Totals.Total.CANCELLED, result, new TaskCancelledException(task.id(), message, result));
	}

	private void overtime(Execution<?> task, TaskOutcome.Overtime outcome) {
		String property = outcome.asked() ? "'soft-overtime'" : "'worker-overtime'";
		String message = "%s ran for longer than %s ms and %s. Raise %s if it needs the time.%s".formatted(title(task),
				outcome.limit().toMillis(), outcome.asked() ? "ended when it was asked to" : "was ended",
				this.names.limit().apply(property), StackProbe.excerpt(task.hungAt()));
		TaskResult result = result(task, ResultCode.OVERTIME, TaskOvertimeException.class, message);
		end(task, Totals.Total.FAILED, result, new TaskOvertimeException(task.id(), message, result));
	}

	private void died(Execution<?> task, TaskOutcome.Died outcome) {
		String message = "%s was running when its worker died, so its outcome is unknown%s: %s".formatted(title(task),
				this.retries.verdict(task), OneLine.of(outcome.reason()));
		// Its lines can be read one by one there.
		ErrorText text = new ErrorText(WorkerDiedException.class.getName(), message, outcome.reason());
		TaskResult result = result(task, ResultCode.UNKNOWN, text, this.ticker.nanos());
		DeadLetter letter = this.retries.giveUp(task, outcome.reason());
		end(task, Totals.Total.FAILED, result, new WorkerDiedException(task.id(), message, result));
		if (letter != null) {
			this.listeners.tell(task.onEnd(), task.id(),
					(listener) -> listener.deadLettered(task.id(), this.pool, letter));
			this.events.tell(new PoolEvent.DeadLettered(letter));
		}
	}

	private void failed(Execution<?> task, Throwable error) {
		ErrorText text = ErrorText.of(error);
		String message = "%s failed: %s".formatted(title(task), OneLine.of(text.summary()));
		TaskResult result = result(task, ResultCode.FAILED, text, this.ticker.nanos());
		end(task, Totals.Total.FAILED, result, new TaskFailedException(task.id(), message, result, error));
	}

	/** All that needs memory was made before; from here on it is told. */
	private void end(Execution<?> task, Totals.Total ends, TaskResult result, Throwable error) {
		Consumer<TaskListener> telling = telling(task, result, null);
		PoolEvent event = event(task, result);
		count(task, ends);
		tell(event);
		task.completeExceptionally(error);
		this.listeners.tell(task.onEnd(), task.id(), telling);
	}

	/** What is told of an end, {@code null} if nobody wants to know. */
	private @Nullable PoolEvent event(Execution<?> task, TaskResult result) {
		return this.hearsTasks ? new PoolEvent.TaskEnded(task.id(), result) : null;
	}

	private void tell(@Nullable PoolEvent event) {
		if (event != null) {
			this.events.tell(event);
		}
	}

	private TaskResult result(Execution<?> task, ResultCode code, Class<? extends Exception> type, String message) {
		return result(task, code, new ErrorText(type.getName(), message, ""), this.ticker.nanos());
	}

	private Consumer<TaskListener> telling(Execution<?> task, TaskResult result, @Nullable Object value) {
		String id = task.id();
		return (listener) -> listener.ended(id, this.pool, result, value);
	}

	private static TaskResult result(Execution<?> task, ResultCode code, @Nullable ErrorText error, long now) {
		String stack = (error != null && !error.stack().isEmpty()) ? error.stack() : task.hungAt();
		return new TaskResult(code, (error != null) ? error.errorClass() : null,
				(error != null) ? error.message() : null, stack, task.tellOvertime(),
				new TaskTimes(Duration.ofNanos(task.waitedNanos(now)), Duration.ofNanos(task.elapsedNanos(now)),
						task.attempts(), task.usage()));
	}

}
