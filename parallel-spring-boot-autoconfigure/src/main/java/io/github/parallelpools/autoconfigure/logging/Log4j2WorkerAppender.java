package io.github.parallelpools.autoconfigure.logging;

import java.time.Instant;

import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.child.ChildLog;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LoggedError;

/** Hands what is logged through Log4j in a worker process to the worker's log. */
final class Log4j2WorkerAppender extends AbstractAppender {

	private final ChildLog log;

	Log4j2WorkerAppender(ChildLog log) {
		super("parallel-pools", null, null, true, Property.EMPTY_ARRAY);
		this.log = log;
	}

	@Override
	public void append(LogEvent event) {
		LogMessage.Source source = new LogMessage.Source(event.getLoggerName(), event.getThreadName(),
				this.log.taskId(), this.log.wantsCallers() ? event.getSource() : null);
		Instant time = Instant.ofEpochSecond(event.getInstant().getEpochSecond(), event.getInstant().getNanoOfSecond());
		this.log.log(new LogMessage(Log4j2Levels.fromLog4j(event.getLevel()), time, source,
				String.valueOf(event.getMessage().getFormattedMessage()), error(event.getThrown()),
				event.getContextData().toMap()));
	}

	private static @Nullable LoggedError error(@Nullable Throwable thrown) {
		return (thrown != null) ? LoggedError.of(thrown) : null;
	}

}
