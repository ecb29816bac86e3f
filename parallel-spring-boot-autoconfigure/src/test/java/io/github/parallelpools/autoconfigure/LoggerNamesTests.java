package io.github.parallelpools.autoconfigure;

import java.time.Instant;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.autoconfigure.logging.LogbackLog;
import io.github.parallelpools.worker.process.log.WorkerLogEvent;
import io.github.parallelpools.worker.process.wire.LogMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** Names that a worker makes up are logged under, and not kept. */
class LoggerNamesTests {

	private final LoggerContext context = new LoggerContext();

	private ListAppender<ILoggingEvent> appender(String logger) {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.setContext(this.context);
		appender.start();
		this.context.getLogger(logger).addAppender(appender);
		return appender;
	}

	@Test
	void theAppendersOfTheNearestLoggerAreCalledAndNoLoggerIsMade() {
		ListAppender<ILoggingEvent> root = appender(Logger.ROOT_LOGGER_NAME);
		ListAppender<ILoggingEvent> known = appender("com.known");
		int before = this.context.getLoggerList().size();
		LogbackLog log = new LogbackLog(this.context);
		for (String name : new String[] { "com.known.a.b", "com.known$Inner", "com.unknown", "made.up", "", ".",
				"$" }) {
			LogMessage.Source source = new LogMessage.Source(name, "main", null, null);
			log.log(new WorkerLogEvent("work", "work-1", 1,
					new LogMessage(System.Logger.Level.INFO, Instant.EPOCH, source, "text", null, Map.of())));
		}
		assertThat(this.context.getLoggerList()).hasSize(before);
		assertThat(known.list).extracting(ILoggingEvent::getLoggerName)
			.containsExactly("com.known.a.b", "com.known$Inner");
		assertThat(root.list).extracting(ILoggingEvent::getLoggerName)
			.containsExactly("com.known.a.b", "com.known$Inner", "com.unknown", "made.up", "", ".", "$");
	}

}
