package io.github.parallelpools.worker.process.log;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LogLevels;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LoggedError;

/**
 * Logs with {@link System.Logger}, which knows neither notes nor time stamps of others:
 * the worker stands in the text, and a throwable as text behind it.
 */
final class StandardLog implements ApplicationLog {

	@Override
	public void log(WorkerLogEvent event) {
		LogMessage message = event.message();
		StringBuilder text = new StringBuilder(message.text());
		String worker = "[" + event.worker() + "] ";
		if (!message.text().startsWith(worker)) {
			text.insert(0, worker);
		}
		LoggedError error = message.error();
		if (error != null) {
			append(error, "", text);
		}
		System.getLogger(message.source().logger()).log(message.level(), text::toString);
	}

	private static void append(LoggedError error, String prefix, StringBuilder text) {
		text.append('\n').append(prefix).append(error.className());
		if (error.message() != null) {
			text.append(": ").append(error.message());
		}
		error.frames().forEach((frame) -> text.append("\n\tat ").append(frame));
		error.suppressed().forEach((one) -> append(one, "\tSuppressed: ", text));
		LoggedError cause = error.cause();
		if (cause != null) {
			append(cause, "Caused by: ", text);
		}
	}

	@Override
	public LogLevels levels() {
		return LogLevels.STANDARD;
	}

	@Override
	public void onLevels(Runnable listener) {
		// They are not known, and so are their changes.
	}

	@Override
	public @Nullable String formatClass() {
		return null;
	}

}
