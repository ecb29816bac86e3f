package io.github.parallelpools.spi;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The stack trace of a throwable as the JDK prints it, written by ourselves: what the
 * throwable would print may be huge or never end, and there may be no memory for a part
 * of it that is thrown away afterwards. Stops as soon as the text is long enough.
 */
final class ErrorTrace {

	/** The most throwables in one text. */
	private static final int MOST_ERRORS = 64;

	/** The most characters of one message. */
	private static final int LONGEST_MESSAGE = 8 * 1024;

	private final StringBuilder text = new StringBuilder();

	private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final int longest;

	private ErrorTrace(int longest) {
		this.longest = longest;
	}

	/**
	 * Writes the trace.
	 * @param error the throwable, whose methods may be broken
	 * @param longest about how many characters the text may have
	 * @return the text
	 */
	static String of(Throwable error, int longest) {
		ErrorTrace trace = new ErrorTrace(longest);
		trace.add(error, "", "");
		return (trace.text.length() <= longest) ? trace.text.toString() : trace.text.substring(0, longest) + "...";
	}

	private boolean isFull() {
		return this.text.length() > this.longest;
	}

	private void add(Throwable error, String indent, String caption) {
		Throwable one = error;
		String before = caption;
		// Causes are followed in a loop, as there may be thousands.
		while (one != null && !isFull()) {
			this.text.append(indent).append(before);
			if (this.seen.size() == MOST_ERRORS || !this.seen.add(one)) {
				this.text.append("[no more is told: ").append(one.getClass().getName()).append("]\n");
				return;
			}
			addHeader(one);
			addFrames(one, indent);
			addSuppressed(one, indent);
			one = cause(one);
			before = "Caused by: ";
		}
	}

	private void addHeader(Throwable error) {
		this.text.append(error.getClass().getName());
		String message = ErrorText.message(error);
		if (message != null) {
			this.text.append(": ").append(message, 0, Math.min(message.length(), LONGEST_MESSAGE));
		}
		this.text.append('\n');
	}

	private void addFrames(Throwable error, String indent) {
		try {
			for (StackTraceElement frame : error.getStackTrace()) {
				if (isFull()) {
					return;
				}
				this.text.append(indent).append("\tat ").append(frame).append('\n');
			}
		}
		catch (Throwable ex) {
			this.text.append(indent).append("\t(its getStackTrace() failed with ").append(ex.getClass().getName());
			this.text.append(")\n");
		}
	}

	private void addSuppressed(Throwable error, String indent) {
		for (Throwable suppressed : error.getSuppressed()) {
			if (isFull() || this.seen.size() == MOST_ERRORS) {
				return;
			}
			add(suppressed, indent + "\t", "Suppressed: ");
		}
	}

	private static @Nullable Throwable cause(Throwable error) {
		try {
			return error.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

}
