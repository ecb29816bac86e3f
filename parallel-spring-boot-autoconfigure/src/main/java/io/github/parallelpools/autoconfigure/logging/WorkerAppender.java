package io.github.parallelpools.autoconfigure.logging;

import java.util.LinkedHashMap;
import java.util.Map;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.child.ChildLog;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LoggedError;

/** Hands what comes through Logback in a worker process to the process's log. */
final class WorkerAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

	private final ChildLog log;

	WorkerAppender(ChildLog log) {
		this.log = log;
		setName("parallel-pools");
	}

	@Override
	protected void append(ILoggingEvent event) {
		LogMessage.Source source = new LogMessage.Source(event.getLoggerName(), event.getThreadName(),
				this.log.taskId(), this.log.wantsCallers() ? caller(event) : null);
		this.log.log(new LogMessage(Levels.fromLogback(event.getLevel()), event.getInstant(), source,
				String.valueOf(event.getFormattedMessage()), error(event), notes(event)));
	}

	private static @Nullable StackTraceElement caller(ILoggingEvent event) {
		StackTraceElement[] callers = event.getCallerData();
		return (callers != null && callers.length > 0) ? callers[0] : null;
	}

	private static @Nullable LoggedError error(ILoggingEvent event) {
		return (event.getThrowableProxy() instanceof ThrowableProxy proxy) ? LoggedError.of(proxy.getThrowable())
				: null;
	}

	/** The notes of the thread, and those of the event. */
	private static Map<String, String> notes(ILoggingEvent event) {
		Map<String, String> notes = new LinkedHashMap<>(event.getMDCPropertyMap());
		if (event.getKeyValuePairs() != null) {
			event.getKeyValuePairs().forEach((pair) -> notes.put(pair.key, text(pair.value)));
		}
		return notes;
	}

	/** The value's {@code toString} is the user's. */
	private static String text(@Nullable Object value) {
		try {
			return String.valueOf(value);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return "(its toString() failed with " + ex.getClass().getName() + ")";
		}
	}

}
