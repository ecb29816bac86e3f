package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A throwable that was logged, as what it says of itself. Bounded: of a deep or long one
 * only the beginning is kept.
 *
 * @param className the name of its class
 * @param message its message, may be {@code null}
 * @param frames its stack trace
 * @param cause its cause, may be {@code null}
 * @param suppressed what it has suppressed
 */
public record LoggedError(String className, @Nullable String message, List<StackTraceElement> frames,
		@Nullable LoggedError cause, List<LoggedError> suppressed) {

	private static final int LONGEST_MESSAGE = 16 * 1024;

	/** The most frames of a throwable and all that it holds. */
	private static final int MOST_FRAMES = 2048;

	/** The most throwables that one holds, directly or not. */
	private static final int MOST_ERRORS = 32;

	/** The most characters of a throwable and all that it holds, beside its notes. */
	private static final int MOST_CHARACTERS = 96 * 1024;

	/** Stands where frames were left out. */
	private static final StackTraceElement LEFT_OUT = new StackTraceElement("further frames", "left out", null, -1);

	public LoggedError {
		message = (message != null) ? LogMessage.shorten(message, LONGEST_MESSAGE) : null;
		frames = List.copyOf(frames);
		suppressed = List.copyOf(suppressed);
	}

	/**
	 * Asks a throwable, whose methods may be broken: they are the user's code.
	 * @param error the throwable
	 * @return what it says
	 */
	public static LoggedError of(Throwable error) {
		return new Reader().read(error);
	}

	static void write(@Nullable LoggedError error, MessageWriter writer) {
		writer.number((error != null) ? 1 : 0);
		if (error == null) {
			return;
		}
		writer.text(error.className).text(error.message).number(error.frames.size());
		for (StackTraceElement frame : error.frames) {
			writer.text(frame.getClassName())
				.text(frame.getMethodName())
				.text(frame.getFileName())
				.number(frame.getLineNumber());
		}
		write(error.cause, writer);
		error.suppressed.forEach((one) -> write(one, writer));
		writer.number(0);
	}

	static @Nullable LoggedError read(MessageReader reader) throws IOException {
		return read(reader, 0);
	}

	private static @Nullable LoggedError read(MessageReader reader, int depth) throws IOException {
		if (reader.number() == 0) {
			return null;
		}
		if (depth > MOST_ERRORS) {
			throw new IOException("A message has an error that is nested too deeply");
		}
		String className = reader.requiredText();
		String message = reader.text();
		List<StackTraceElement> frames = new ArrayList<>();
		for (long left = reader.number(); left > 0; left--) {
			frames.add(new StackTraceElement(reader.requiredText(), reader.requiredText(), reader.text(),
					(int) reader.number()));
		}
		LoggedError cause = read(reader, depth + 1);
		List<LoggedError> suppressed = new ArrayList<>();
		for (LoggedError one; (one = read(reader, depth + 1)) != null;) {
			suppressed.add(one);
		}
		return new LoggedError(className, message, frames, cause, suppressed);
	}

	/** Reads a throwable and what it holds, each once. */
	private static final class Reader {

		private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

		private int framesLeft = MOST_FRAMES;

		private int charactersLeft = MOST_CHARACTERS;

		LoggedError read(Throwable error) {
			this.seen.add(error);
			String name = error.getClass().getName();
			this.charactersLeft -= name.length();
			try {
				return new LoggedError(name, message(error), frames(error.getStackTrace()), next(error.getCause()),
						suppressed(error));
			}
			catch (Throwable ex) {
				return new LoggedError(name, "(it can't be read: " + ex.getClass().getName() + ")", List.of(), null,
						List.of());
			}
		}

		private @Nullable String message(Throwable error) {
			String message = error.getMessage();
			if (message == null) {
				return null;
			}
			String kept = LogMessage.shorten(message, Math.min(LONGEST_MESSAGE, Math.max(0, this.charactersLeft)));
			this.charactersLeft -= kept.length();
			return kept;
		}

		private List<StackTraceElement> frames(StackTraceElement[] frames) {
			List<StackTraceElement> kept = new ArrayList<>();
			for (StackTraceElement frame : frames) {
				int length = length(frame.getClassName()) + length(frame.getMethodName()) + length(frame.getFileName());
				if (this.framesLeft <= 0 || this.charactersLeft < length) {
					kept.add(LEFT_OUT);
					break;
				}
				this.framesLeft--;
				this.charactersLeft -= length;
				kept.add(frame);
			}
			return kept;
		}

		private static int length(@Nullable String text) {
			return (text != null) ? text.length() : 0;
		}

		private @Nullable LoggedError next(@Nullable Throwable error) {
			return (error == null || this.charactersLeft <= 0 || this.seen.size() >= MOST_ERRORS
					|| this.seen.contains(error)) ? null : read(error);
		}

		private List<LoggedError> suppressed(Throwable error) {
			List<LoggedError> all = new ArrayList<>();
			for (Throwable one : error.getSuppressed()) {
				LoggedError read = next(one);
				if (read != null) {
					all.add(read);
				}
			}
			return all;
		}

	}

}
