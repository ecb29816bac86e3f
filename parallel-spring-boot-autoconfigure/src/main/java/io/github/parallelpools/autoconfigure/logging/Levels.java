package io.github.parallelpools.autoconfigure.logging;

import ch.qos.logback.classic.Level;

/** The words of Logback and of the JDK for the same levels. */
final class Levels {

	private Levels() {
	}

	static Level toLogback(System.Logger.Level level) {
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

	static System.Logger.Level fromLogback(Level level) {
		return switch (level.toInt()) {
			case Level.ALL_INT -> System.Logger.Level.ALL;
			case Level.TRACE_INT -> System.Logger.Level.TRACE;
			case Level.DEBUG_INT -> System.Logger.Level.DEBUG;
			case Level.WARN_INT -> System.Logger.Level.WARNING;
			case Level.ERROR_INT -> System.Logger.Level.ERROR;
			case Level.OFF_INT -> System.Logger.Level.OFF;
			default -> System.Logger.Level.INFO;
		};
	}

}
