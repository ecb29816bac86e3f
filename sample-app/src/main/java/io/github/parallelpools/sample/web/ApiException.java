package io.github.parallelpools.sample.web;

import org.springframework.http.HttpStatus;

/** Ends a request before it became a task. */
public final class ApiException extends RuntimeException {

	private final HttpStatus status;

	public ApiException(HttpStatus status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	HttpStatus status() {
		return this.status;
	}

}
