package io.github.parallelpools.cluster;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;
import io.github.parallelpools.task.WorkerDiedException;

/**
 * Tells the submitter how a task of the cluster has ended: its future first, then the
 * listeners. Called once for each task, by whoever has taken it out of {@link Waiting}.
 */
final class TaskEnds {

	private static final System.Logger logger = System.getLogger(TaskEnds.class.getName());

	private final String pool;

	private final OutcomePayload outcomes;

	private final Supplier<List<TaskListener>> listeners;

	private volatile @Nullable List<TaskListener> resolved;

	TaskEnds(String pool, OutcomePayload outcomes, Supplier<List<TaskListener>> listeners) {
		this.pool = pool;
		this.outcomes = outcomes;
		this.listeners = listeners;
	}

	private List<TaskListener> listeners() {
		List<TaskListener> known = this.resolved;
		if (known == null) {
			known = List.copyOf(this.listeners.get());
			this.resolved = known;
		}
		return known;
	}

	/** Runs foreign code. */
	void tell(ClusterFuture<?> task, EndedTask ended, Duration waited) {
		OutcomePayload.Decoded decoded = checked(task, decode(task, ended, waited));
		TaskResult result = decoded.result();
		complete(task, decoded);
		if (!task.isTold()) {
			return;
		}
		Object value = result.isSuccess() ? decoded.value() : null;
		forEach((listener) -> listener.ended(task.id(), this.pool, result, value));
		if (ended.outcome().dead()) {
			DeadLetter letter = new DeadLetter(task.id(), ended.attempts(), ended.attempts(),
					String.valueOf(result.message()), Instant.now());
			forEach((listener) -> listener.deadLettered(task.id(), this.pool, letter));
		}
	}

	private void forEach(Consumer<TaskListener> event) {
		for (TaskListener listener : listeners()) {
			try {
				event.accept(listener);
			}
			catch (Throwable ex) {
				logger.log(System.Logger.Level.ERROR, "A listener of pool '" + this.pool + "' failed", ex);
			}
		}
	}

	private OutcomePayload.Decoded decode(ClusterFuture<?> task, EndedTask ended, Duration waited) {
		ClusterOutcome outcome = ended.outcome();
		if (outcome.value().length == 0) {
			boolean died = outcome.code().equals(ClusterOutcome.UNKNOWN);
			String message = died
					? "Task %s of pool '%s' was run %s times, and each node that had it is gone, so its outcome is unknown"
						.formatted(task.id(), this.pool, ended.attempts())
					: "Task %s of pool '%s' was cancelled before it ran: %s".formatted(task.id(), this.pool,
							ended.reason().isEmpty() ? "its deadline was over" : ended.reason());
			return new OutcomePayload.Decoded(result(died ? ResultCode.UNKNOWN : ResultCode.CANCELLED,
					(died ? WorkerDiedException.class : TaskCancelledException.class).getName(), message, waited,
					ended.attempts()), null);
		}
		try {
			return this.outcomes.decode(outcome.value());
		}
		catch (IOException | RuntimeException ex) {
			ErrorText text = ErrorText.of(ex);
			return new OutcomePayload.Decoded(result(ResultCode.FAILED, text.errorClass(),
					"The outcome of task %s can't be read: %s".formatted(task.id(), text.summary()), waited,
					ended.attempts()), ex);
		}
	}

	private static TaskResult result(ResultCode code, String errorClass, String message, Duration waited,
			int attempts) {
		return new TaskResult(code, errorClass, message, null, false,
				new TaskTimes(waited, Duration.ZERO, attempts, null));
	}

	/** A value of another class than the submitter expects is a failure. */
	private static OutcomePayload.Decoded checked(ClusterFuture<?> task, OutcomePayload.Decoded decoded) {
		Class<?> type = task.resultType();
		Object value = decoded.value();
		if (!decoded.result().isSuccess() || value == null || type == null || type.isInstance(value)) {
			return decoded;
		}
		ClassCastException error = new ClassCastException("The handler has returned %s instead of %s"
			.formatted(value.getClass().getTypeName(), type.getTypeName()));
		ErrorText text = ErrorText.of(error);
		return new OutcomePayload.Decoded(new TaskResult(ResultCode.FAILED, text.errorClass(), text.message(),
				text.stack(), decoded.result().overtime(), decoded.result().times()), error);
	}

	private void complete(ClusterFuture<?> task, OutcomePayload.Decoded decoded) {
		FutureEnd.complete(task, "Task %s of pool '%s'".formatted(task.id(), this.pool), decoded);
	}

	/** Nobody will know here how a task ends. Tells no listener. */
	void unknown(ClusterFuture<?> task, Duration waited, String why) {
		String message = "Task %s of pool '%s': %s".formatted(task.id(), this.pool, why);
		complete(task, new OutcomePayload.Decoded(
				result(ResultCode.UNKNOWN, WorkerDiedException.class.getName(), message, waited, 0), null));
	}

	/** A task was never stored. Runs foreign code. */
	void rolledBack(ClusterFuture<?> task, Duration waited) {
		TaskResult result = result(ResultCode.CANCELLED, TaskCancelledException.class.getName(),
				"Task %s of pool '%s' was never stored, as the transaction in which it was submitted was rolled back"
					.formatted(task.id(), this.pool),
				waited, 0);
		complete(task, new OutcomePayload.Decoded(result, null));
		forEach((listener) -> listener.ended(task.id(), this.pool, result, null));
	}

	/** The store does not know a task any more. Runs foreign code. */
	void lost(ClusterFuture<?> task, Duration waited) {
		String why = task.isTold()
				? "The store has lost it, as one may whose server was killed, or somebody has removed it, or it had ended and this instance did not ask for 'parallel.cluster.outcome-retention'. Whether it has run is unknown; submit it again if it may run twice."
				: "Its submitter has got its outcome meanwhile, its 'parallel.cluster.outcome-retention' is over, or the store has lost it.";
		TaskResult result = result(ResultCode.UNKNOWN, WorkerDiedException.class.getName(),
				"Task %s of pool '%s' is not in the store of the cluster any more, so its outcome is unknown. %s"
					.formatted(task.id(), this.pool, why),
				waited, 0);
		logger.log(System.Logger.Level.WARNING, String.valueOf(result.message()));
		complete(task, new OutcomePayload.Decoded(result, null));
		if (task.isTold()) {
			forEach((listener) -> listener.ended(task.id(), this.pool, result, null));
		}
	}

}
