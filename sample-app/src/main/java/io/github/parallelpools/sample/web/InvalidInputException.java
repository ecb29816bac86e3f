package io.github.parallelpools.sample.web;

/**
 * What a task throws when the user's input is of no use. Travels from worker processes,
 * so it knows neither the web nor Spring.
 */
public final class InvalidInputException extends Exception {

	public InvalidInputException(String message) {
		super(message, null, false, false);
	}

}
