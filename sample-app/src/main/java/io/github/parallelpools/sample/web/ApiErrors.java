package io.github.parallelpools.sample.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskException;

/**
 * Answers with problem details whatever went wrong. The content type is always set, so
 * that a client that accepts images only is told too.
 */
@RestControllerAdvice
final class ApiErrors extends ResponseEntityExceptionHandler {

	private static final String RETRY_AFTER_SECONDS = "2";

	@ExceptionHandler({ ApiException.class, TaskRejectedException.class, TaskCancelledException.class,
			TaskException.class })
	ResponseEntity<ProblemDetail> failed(Exception ex) {
		return answer(Problems.of(ex));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> unexpected(RuntimeException ex) {
		this.logger.error("A request could not be answered", ex);
		return answer(Problems.of(ex));
	}

	private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
		ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.getStatus());
		if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
			answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		}
		return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String where = (ex.getCause() instanceof JacksonException json && json.getLocation() != null)
				? "line %s, column %s".formatted(json.getLocation().getLineNr(), json.getLocation().getColumnNr())
				: "it is empty";
		return createResponseEntity(
				ProblemDetail.forStatusAndDetail(status,
						"The body is not the JSON that is expected here (%s).".formatted(where)),
				headers, status, request);
	}

	@Override
	protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		String detail = (body instanceof ProblemDetail problem && problem.getDetail() != null) ? problem.getDetail()
				: HttpStatus.valueOf(status.value()).getReasonPhrase();
		return ResponseEntity.status(status)
			.headers(headers)
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.body(Problems.of(status, detail));
	}

}
