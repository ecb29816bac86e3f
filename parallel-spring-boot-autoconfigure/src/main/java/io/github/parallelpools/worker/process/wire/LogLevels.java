package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The levels of loggers.
 *
 * @param byLogger the level of each logger that has one of its own, by its name; that of
 * all others is {@link #ROOT}'s
 */
public record LogLevels(Map<String, System.Logger.Level> byLogger) {

	/** The name under which the level of all others stands. */
	public static final String ROOT = "ROOT";

	/** What loggers have that were told nothing. */
	public static final LogLevels STANDARD = all(System.Logger.Level.INFO);

	public LogLevels {
		byLogger = Map.copyOf(byLogger);
	}

	/**
	 * One level for everything.
	 * @param level the level
	 * @return the levels
	 */
	public static LogLevels all(System.Logger.Level level) {
		return new LogLevels(Map.of(ROOT, level));
	}

	/**
	 * The level of the loggers that have none of their own.
	 * @return the level
	 */
	public System.Logger.Level root() {
		return this.byLogger.getOrDefault(ROOT, System.Logger.Level.INFO);
	}

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		Map<String, String> texts = new LinkedHashMap<>();
		this.byLogger.forEach((logger, level) -> texts.put(logger, level.name()));
		return new MessageWriter().texts(texts).done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static LogLevels decode(byte[] payload) throws IOException {
		Map<String, System.Logger.Level> levels = new LinkedHashMap<>();
		try {
			new MessageReader(payload).texts()
				.forEach((logger, level) -> levels.put(logger, System.Logger.Level.valueOf(level)));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("A message has an unknown level", ex);
		}
		return new LogLevels(levels);
	}

}
