package io.github.parallelpools.autoconfigure.isolation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;

/**
 * How a call ends in its caller, as its task has ended. Who stops waiting ends the task.
 *
 * @param method the method that was called
 * @param isolation how it is isolated
 */
record CallEnd(Method method, Isolation isolation) {

	/** Waits for a task and returns what the method has returned. */
	@Nullable Object await(TaskFuture<@Nullable Object> task) throws Throwable {
		Duration timeout = this.isolation.timeout();
		try {
			return (timeout != null) ? task.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)
					: task.get();
		}
		catch (ExecutionException ex) {
			throw thrown(ex.getCause() != null ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			return overtime(task);
		}
		catch (InterruptedException ex) {
			boolean unused = task.cancel(true);
			throw interrupted(ex);
		}
	}

	/** It may have ended at the last moment. */
	private @Nullable Object overtime(TaskFuture<@Nullable Object> task) throws Throwable {
		if (task.cancel(true)) {
			throw overtime(task.id(), timesOf(task));
		}
		try {
			return task.get();
		}
		catch (ExecutionException ex) {
			throw thrown(ex.getCause() != null ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	private Exception interrupted(InterruptedException ex) {
		if (Arrays.stream(this.method.getExceptionTypes()).anyMatch((one) -> one.isInstance(ex))) {
			return ex;
		}
		Thread.currentThread().interrupt();
		CancellationException cancelled = new CancellationException(
				"%s was cancelled, as the thread that waited for it was interrupted".formatted(this));
		cancelled.initCause(ex);
		return cancelled;
	}

	private @Nullable TaskTimes timesOf(TaskFuture<@Nullable Object> task) {
		try {
			if (task.isDone()) {
				Object unused = task.join();
			}
			return null;
		}
		catch (TaskCancelledException ex) {
			return ex.result().times();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * A call took longer than the annotation allows.
	 * @param task the id of its task
	 * @param times how long that waited and ran, {@code null} if that is not known
	 */
	TaskOvertimeException overtime(String task, @Nullable TaskTimes times) {
		String message = "%s took longer than %s ms ('timeout' of @Isolated) and was ended".formatted(this,
				(this.isolation.timeout() != null) ? this.isolation.timeout().toMillis() : 0);
		return new TaskOvertimeException(task, message,
				new TaskResult(ResultCode.OVERTIME, TaskOvertimeException.class.getName(), message, null, true,
						(times != null) ? times : new TaskTimes(Duration.ZERO, Duration.ZERO, 0, null)));
	}

	/** What the caller sees of a task's failure: what the method threw, if it did. */
	static Throwable thrown(Throwable failure) {
		Throwable cause = (failure instanceof TaskFailedException) ? failure.getCause() : null;
		return (cause != null) ? cause : failure;
	}

	@Override
	public String toString() {
		return "Call of '%s.%s' on pool '%s'".formatted(ClassUtils.getShortName(this.method.getDeclaringClass()),
				this.method.getName(), this.isolation.pool());
	}

}
