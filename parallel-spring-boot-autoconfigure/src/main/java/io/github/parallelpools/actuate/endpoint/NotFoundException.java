package io.github.parallelpools.actuate.endpoint;

/**
 * There is no such pool or worker. The message tells which, and which there are.
 */
final class NotFoundException extends RuntimeException {

	NotFoundException(String message) {
		super(message);
	}

}
