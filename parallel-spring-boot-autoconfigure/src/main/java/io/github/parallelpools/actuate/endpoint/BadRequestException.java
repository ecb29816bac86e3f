package io.github.parallelpools.actuate.endpoint;

/**
 * What was asked for makes no sense. The message tells the value and the remedy.
 */
final class BadRequestException extends IllegalArgumentException {

	BadRequestException(String message) {
		super(message);
	}

}
