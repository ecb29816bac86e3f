package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something was logged. Bounded: what is too long is shortened, and says so.
 *
 * @param level how important it is
 * @param time when
 * @param source where
 * @param text what
 * @param error the throwable that was logged, {@code null} if there was none
 * @param context what the program has noted about what it does, by key
 */
public record LogMessage(System.Logger.Level level, Instant time, Source source, String text,
		@Nullable LoggedError error, Map<String, String> context) {

	private static final int LONGEST_TEXT = 64 * 1024;

	private static final int LONGEST_NAME = 1024;

	private static final int MOST_ENTRIES = 64;

	/** More than the note that something was shortened takes. */
	private static final int NOTE = 64;

	/**
	 * Where something was logged.
	 *
	 * @param logger the name of the logger
	 * @param thread the name of the thread
	 * @param taskId the task that ran, {@code null} if none did
	 * @param caller the place in the program, {@code null} if it is not known; does not
	 * travel
	 */
	public record Source(String logger, String thread, @Nullable String taskId, @Nullable StackTraceElement caller) {

		public Source {
			logger = shorten(logger, LONGEST_NAME);
			thread = shorten(thread, LONGEST_NAME);
		}

	}

	public LogMessage {
		text = shorten(text, LONGEST_TEXT);
		Map<String, String> bounded = new LinkedHashMap<>();
		for (Map.Entry<String, String> entry : context.entrySet()) {
			if (bounded.size() < MOST_ENTRIES) {
				bounded.put(shorten(entry.getKey(), LONGEST_NAME), shorten(entry.getValue(), LONGEST_NAME));
			}
		}
		context = Collections.unmodifiableMap(bounded);
	}

	/** Shortens a text; what was shortened before stays as it is. */
	static String shorten(@Nullable String text, int longest) {
		String some = String.valueOf(text);
		return (some.length() <= longest + NOTE) ? some
				: "%s... (%s more characters)".formatted(some.substring(0, longest), some.length() - longest);
	}

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		MessageWriter writer = new MessageWriter().number(this.level.ordinal())
			.number(this.time.getEpochSecond())
			.number(this.time.getNano())
			.text(this.source.logger())
			.text(this.source.thread())
			.text(this.source.taskId())
			.text(this.text)
			.texts(this.context);
		LoggedError.write(this.error, writer);
		return writer.done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static LogMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		System.Logger.Level level = reader.constant(System.Logger.Level.values());
		Instant time = instant(reader.number(), reader.number());
		Source source = new Source(reader.requiredText(), reader.requiredText(), reader.text(), null);
		String text = reader.requiredText();
		Map<String, String> context = reader.texts();
		return new LogMessage(level, time, source, text, LoggedError.read(reader), context);
	}

	private static Instant instant(long seconds, long nanos) throws IOException {
		try {
			return Instant.ofEpochSecond(seconds, nanos);
		}
		catch (DateTimeException | ArithmeticException ex) {
			throw new IOException("A message has an impossible time", ex);
		}
	}

}
