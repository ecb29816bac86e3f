package io.github.parallelpools.sample.web;

import java.util.Objects;

import org.springframework.http.HttpStatus;

import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskException;

/**
 * What a failure means to the client. A task that ended badly is 422 with its code,
 * unless the input was at fault (400) or the pool could not serve it (503).
 *
 * @param status the HTTP status
 * @param error the body
 */
public record ApiFailure(HttpStatus status, ApiError error) {

	/**
	 * Explains why there is no result.
	 * @param error what a pool, a task's future or a check of the input has thrown
	 * @return what that means to the client
	 */
	public static ApiFailure of(Throwable error) {
		if (error instanceof ApiException refused) {
			return of(refused.status(), text(error));
		}
		if (error instanceof TaskRejectedException) {
			return of(HttpStatus.SERVICE_UNAVAILABLE, text(error));
		}
		if (error instanceof TaskCancelledException) {
			return of(HttpStatus.SERVICE_UNAVAILABLE, ResultCode.CANCELLED.code(), text(error));
		}
		if (error instanceof TaskException ended) {
			return ofEnded(ended.result().code(), Objects.requireNonNullElse(ended.getCause(), ended));
		}
		return of(HttpStatus.INTERNAL_SERVER_ERROR, HttpStatus.INTERNAL_SERVER_ERROR.getReasonPhrase());
	}

	private static ApiFailure ofEnded(String code, Throwable cause) {
		if (cause instanceof TaskException) {
			return of(HttpStatus.UNPROCESSABLE_CONTENT, code, text(cause));
		}
		if (cause instanceof InvalidInputException) {
			return of(HttpStatus.BAD_REQUEST, code, text(cause));
		}
		String name = (cause instanceof RemoteTaskError remote) ? remote.errorClass() : cause.getClass().getName();
		return of(HttpStatus.UNPROCESSABLE_CONTENT, code, name + ": " + text(cause));
	}

	static ApiFailure of(HttpStatus status, String message) {
		return of(status, String.valueOf(status.value()), message);
	}

	private static ApiFailure of(HttpStatus status, String code, String message) {
		return new ApiFailure(status, new ApiError(code, message));
	}

	private static String text(Throwable error) {
		return Objects.requireNonNullElse(error.getMessage(), "no message");
	}

}
