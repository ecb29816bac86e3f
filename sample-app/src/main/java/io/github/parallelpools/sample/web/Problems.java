package io.github.parallelpools.sample.web;

import java.time.Duration;
import java.util.Objects;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskException;
import io.github.parallelpools.task.TaskResult;

/**
 * Explains why there is no result, as the problem details of RFC 9457. Their detail is
 * for everybody. Besides, {@code code} has the five digits of the task's result, where a
 * task ended so, else the HTTP status; and {@code message} is for whoever operates the
 * application. All tasks that are answered for run in worker processes.
 */
public final class Problems {

	private Problems() {
	}

	/**
	 * Explains why there is no result. A task that ended badly is 422, unless the input
	 * was at fault (400) or the pool could not serve it (503).
	 * @param error what a pool, a task's future or a check of the input has thrown
	 * @return what that means to the client
	 */
	public static ProblemDetail of(Throwable error) {
		if (error instanceof ApiException refused) {
			return of(refused.status(), text(error));
		}
		if (error instanceof TaskRejectedException) {
			return of(HttpStatus.SERVICE_UNAVAILABLE, ProblemType.REJECTED,
					"The pool is full or does not run, so it did not take this. Try again soon.",
					String.valueOf(HttpStatus.SERVICE_UNAVAILABLE.value()), text(error));
		}
		if (error instanceof TaskCancelledException) {
			return of(HttpStatus.SERVICE_UNAVAILABLE, ProblemType.CANCELLED,
					"It was cancelled before there was a result. Try again soon.", ResultCode.CANCELLED.code(),
					text(error));
		}
		if (error instanceof TaskException ended) {
			return ofEnded(ended.result(), Objects.requireNonNullElse(ended.getCause(), ended));
		}
		return of(HttpStatus.INTERNAL_SERVER_ERROR, "The application made a mistake, which its log tells.");
	}

	private static ProblemDetail ofEnded(TaskResult result, Throwable cause) {
		if (cause instanceof InvalidInputException) {
			return of(HttpStatus.BAD_REQUEST, ProblemType.INPUT, text(cause), result.code(), text(cause));
		}
		String message = (cause instanceof TaskException) ? text(cause) : name(cause) + ": " + text(cause);
		if (result.attempts() == 0) {
			return of(HttpStatus.SERVICE_UNAVAILABLE, ProblemType.NEVER_BEGAN,
					"No process was there to do it. Try again soon.", result.code(), message);
		}
		String time = time(result.elapsed());
		return switch (result.resultCode()) {
			case OVERTIME -> of(HttpStatus.UNPROCESSABLE_CONTENT, ProblemType.OVERTIME,
					"Killed after %s; its process ended.".formatted(time), result.code(), message);
			case UNKNOWN -> of(HttpStatus.UNPROCESSABLE_CONTENT, ProblemType.DIED,
					"Its process died after %s; another one takes its place.".formatted(time), result.code(), message);
			default -> of(HttpStatus.UNPROCESSABLE_CONTENT, ProblemType.FAILED,
					"It failed after %s; its process goes on.".formatted(time), result.code(), message);
		};
	}

	/**
	 * A problem that no task has had.
	 * @param status the HTTP status
	 * @param detail what happened, for everybody
	 * @return the problem
	 */
	static ProblemDetail of(HttpStatusCode status, String detail) {
		return with(ProblemDetail.forStatusAndDetail(status, detail), String.valueOf(status.value()), detail);
	}

	private static ProblemDetail of(HttpStatus status, ProblemType type, String detail, String code, String message) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setType(type.uri());
		problem.setTitle(type.title());
		return with(problem, code, message);
	}

	private static ProblemDetail with(ProblemDetail problem, String code, String message) {
		problem.setProperty("code", code);
		problem.setProperty("message", message);
		return problem;
	}

	private static String name(Throwable error) {
		return (error instanceof RemoteTaskError remote) ? remote.errorClass() : error.getClass().getName();
	}

	private static String text(Throwable error) {
		return Objects.requireNonNullElse(error.getMessage(), "no message");
	}

	/** Tenths of a second are enough for people. */
	static String time(Duration time) {
		long millis = time.toMillis();
		if (millis < 100) {
			return millis + " ms";
		}
		long tenths = (millis + 50) / 100;
		return (tenths % 10 == 0) ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
	}

}
