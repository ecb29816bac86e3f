package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.RemoteTaskError;

/**
 * What a throwable says of itself, also where its methods are broken: they are the user's
 * code.
 *
 * @param errorClass the name of its class
 * @param message its message, at most 64 Ki characters
 * @param stack its stack trace, at most 64 Ki characters
 */
public record ErrorText(String errorClass, @Nullable String message, String stack) {

	private static final int LONGEST = 64 * 1024;

	/**
	 * Asks a throwable.
	 * @param error the throwable
	 * @return what it says
	 */
	public static ErrorText of(Throwable error) {
		if (error instanceof RemoteTaskError remote) {
			return new ErrorText(remote.errorClass(), message(remote), shorten(remote.stack()));
		}
		return new ErrorText(error.getClass().getName(), message(error), ErrorTrace.of(error, LONGEST));
	}

	/**
	 * The class, and the message if there is one, for a sentence.
	 * @return what it is
	 */
	public String summary() {
		return (this.message != null) ? this.errorClass + ": " + this.message : this.errorClass;
	}

	static @Nullable String message(Throwable error) {
		try {
			String message = error.getMessage();
			return (message != null) ? shorten(message) : null;
		}
		catch (Throwable ex) {
			return "(its getMessage() failed with " + ex.getClass().getName() + ")";
		}
	}

	private static String shorten(String text) {
		return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "...";
	}

}
