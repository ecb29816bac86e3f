package io.github.parallelpools.autoconfigure.logging;

import org.apache.logging.log4j.Level;

/** Translates levels between the JDK and Log4j. */
final class Log4j2Levels {

	private Log4j2Levels() {
	}

	static Level toLog4j(System.Logger.Level level) {
		return switch (level) {
			case ALL -> Level.ALL;
			case TRACE -> Level.TRACE;
			case DEBUG -> Level.DEBUG;
			case INFO -> Level.INFO;
			case WARNING -> Level.WARN;
			case ERROR -> Level.ERROR;
			case OFF -> Level.OFF;
		};
	}

	/** Levels of the user's own count as the standard one below them. */
	static System.Logger.Level fromLog4j(Level level) {
		if (level.equals(Level.ALL)) {
			return System.Logger.Level.ALL;
		}
		return switch (level.getStandardLevel()) {
			case OFF -> System.Logger.Level.OFF;
			case FATAL, ERROR -> System.Logger.Level.ERROR;
			case WARN -> System.Logger.Level.WARNING;
			case INFO -> System.Logger.Level.INFO;
			case DEBUG -> System.Logger.Level.DEBUG;
			case TRACE, ALL -> System.Logger.Level.TRACE;
		};
	}

}
