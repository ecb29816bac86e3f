package io.github.parallelpools.engine.time;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.PlainText;

/**
 * Writes to the log and never throws, also where the log fails, or an error that is the
 * application's can't be printed: whoever writes has others to tell. Knows nothing of
 * what happened.
 */
public final class SafeLog {

	private SafeLog() {
	}

	/** Writes a message with parameters. */
	public static void log(System.Logger logger, System.Logger.Level level, String format, @Nullable Object... params) {
		try {
			logger.log(level, format, plain(params));
		}
		catch (Throwable ex) {
			// There is nobody else to tell.
			return;
		}
	}

	private static @Nullable Object[] plain(@Nullable Object[] params) {
		return Arrays.stream(params).map(SafeLog::plain).toArray();
	}

	/**
	 * Numbers as they are everywhere, whatever the default locale makes of them, and
	 * texts so that none passes for another line: workers may have said them.
	 */
	private static @Nullable Object plain(@Nullable Object param) {
		return (param instanceof Number) ? param.toString()
				: (param instanceof String text) ? PlainText.indented(text) : param;
	}

	/** Writes a message and an error. */
	public static void log(System.Logger logger, System.Logger.Level level, String message, Throwable error) {
		try {
			logger.log(level, message, error);
		}
		catch (Throwable ex) {
			try {
				log(logger, level, "{0}: {1}", message, ErrorText.of(error).stack());
			}
			catch (Throwable worse) {
				// Memory is short: there is no text to be made.
				return;
			}
		}
	}

}
