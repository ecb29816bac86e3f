package io.github.parallelpools.worker.process.child;

import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LoggedError;

/** Hands what comes through {@code java.util.logging} to this process's log. */
final class JulHandler extends Handler {

	private final ChildLog log;

	JulHandler(ChildLog log) {
		this.log = log;
	}

	@Override
	public void publish(@Nullable LogRecord record) {
		if (record == null || !isLoggable(record)) {
			return;
		}
		String logger = (record.getLoggerName() != null) ? record.getLoggerName() : "";
		LogMessage.Source source = new LogMessage.Source(logger, Thread.currentThread().getName(), this.log.taskId(),
				this.log.wantsCallers() ? caller(record) : null);
		Throwable thrown = record.getThrown();
		this.log.log(new LogMessage(level(record.getLevel()), record.getInstant(), source, text(record),
				(thrown != null) ? LoggedError.of(thrown) : null, this.log.context()));
	}

	private static @Nullable StackTraceElement caller(LogRecord record) {
		String type = record.getSourceClassName();
		String method = record.getSourceMethodName();
		return (type != null && method != null) ? new StackTraceElement(type, method, "?", -1) : null;
	}

	private static System.Logger.Level level(Level level) {
		int value = level.intValue();
		if (value >= Level.SEVERE.intValue()) {
			return System.Logger.Level.ERROR;
		}
		if (value >= Level.WARNING.intValue()) {
			return System.Logger.Level.WARNING;
		}
		if (value >= Level.INFO.intValue()) {
			return System.Logger.Level.INFO;
		}
		return (value >= Level.FINE.intValue()) ? System.Logger.Level.DEBUG : System.Logger.Level.TRACE;
	}

	/** Parameters are the user's, and so is their {@code toString}. */
	private static String text(LogRecord record) {
		String text = String.valueOf(record.getMessage());
		ResourceBundle bundle = record.getResourceBundle();
		try {
			text = (bundle != null && record.getMessage() != null) ? bundle.getString(text) : text;
		}
		catch (MissingResourceException | ClassCastException ex) {
			// The key itself is the text then.
		}
		Object[] parameters = record.getParameters();
		if (parameters == null || parameters.length == 0 || text.indexOf('{') < 0) {
			return text;
		}
		try {
			return MessageFormat.format(text, parameters);
		}
		catch (Throwable ex) {
			return text + " (its parameters can't be written: " + ex.getClass().getName() + ")";
		}
	}

	@Override
	public void flush() {
		// Nothing is held.
	}

	@Override
	public void close() {
		// What is logged while the process ends still arrives.
	}

}
