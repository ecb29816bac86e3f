package io.github.parallelpools.cluster;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

/** How a future ends with an outcome, as that of any task does. */
final class FutureEnd {

	private static final System.Logger logger = System.getLogger(FutureEnd.class.getName());

	private FutureEnd() {
	}

	/**
	 * Completes a future. Runs foreign code.
	 * @param task the future
	 * @param title what messages call the task
	 * @param decoded how it has ended
	 */
	@SuppressWarnings("unchecked")
	static <T extends @Nullable Object> void complete(TaskFuture<T> task, String title,
			OutcomePayload.Decoded decoded) {
		TaskResult result = decoded.result();
		String message = (result.message() != null) ? result.message()
				: "%s ended with %s".formatted(title, result.code());
		try {
			switch (result.resultCode()) {
				case SUCCESS -> task.complete((T) decoded.value());
				case FAILED -> task.completeExceptionally(new TaskFailedException(task.id(),
						"%s failed: %s: %s".formatted(title, result.errorClass(), result.message()), result,
						(Throwable) Objects.requireNonNull(decoded.value())));
				case CANCELLED -> task.completeExceptionally(new TaskCancelledException(task.id(), message, result));
				case OVERTIME -> task.completeExceptionally(new TaskOvertimeException(task.id(), message, result));
				case UNKNOWN -> task.completeExceptionally(new WorkerDiedException(task.id(), message, result));
			}
		}
		catch (RuntimeException | Error ex) {
			logger.log(System.Logger.Level.ERROR,
					"What depends on task " + task.id() + " failed; the task itself has ended", ex);
		}
	}

}
