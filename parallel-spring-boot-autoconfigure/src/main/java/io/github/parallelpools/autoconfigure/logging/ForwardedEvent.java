package io.github.parallelpools.autoconfigure.logging;

import java.util.Map;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LoggedError;

/** An event of Logback that tells what was logged elsewhere. */
final class ForwardedEvent extends LoggingEvent {

	ForwardedEvent(LogMessage message, Map<String, String> notes, LoggerContext context) {
		setLoggerContext(context);
		setLoggerContextRemoteView(context.getLoggerContextRemoteView());
		setLoggerName(message.source().logger());
		setThreadName(message.source().thread());
		setLevel(Levels.toLogback(message.level()));
		setInstant(message.time());
		setMessage(message.text());
		setMDCPropertyMap(notes);
		LoggedError error = message.error();
		if (error != null) {
			setThrowableProxy(new ForwardedError(error));
		}
		// Never this thread's.
		StackTraceElement caller = message.source().caller();
		setCallerData((caller != null) ? new StackTraceElement[] { caller } : new StackTraceElement[0]);
	}

}
