package io.github.parallelpools.autoconfigure.logging;

import java.beans.PropertyChangeListener;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.time.MutableInstant;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.log.ApplicationLog;
import io.github.parallelpools.worker.process.log.WorkerLogEvent;
import io.github.parallelpools.worker.process.wire.LogLevels;
import io.github.parallelpools.worker.process.wire.LogMessage;

/** The log of an application that uses Log4j. Safe for use by several threads. */
public final class Log4j2Log implements ApplicationLog, AutoCloseable {

	private final LoggerContext context;

	/** Guarded by this. */
	private @Nullable PropertyChangeListener watch;

	/**
	 * Makes the log.
	 * @param context Log4j's context
	 */
	public Log4j2Log(LoggerContext context) {
		this.context = context;
	}

	@Override
	public void log(WorkerLogEvent event) {
		LogMessage message = event.message();
		String name = message.source().logger();
		MutableInstant time = new MutableInstant();
		time.initFromEpochSecond(message.time().getEpochSecond(), message.time().getNano());
		StringMap notes = ContextDataFactory.createContextData();
		event.context().forEach(notes::putValue);
		// The configuration that the logger would have: a worker may make up names, and
		// loggers are kept for ever.
		LoggerConfig nearest = this.context.getConfiguration().getLoggerConfig(name);
		nearest.log(Log4jLogEvent.newBuilder()
			.setLoggerName(name)
			.setLoggerFqcn(Log4j2Log.class.getName())
			.setLevel(Log4j2Levels.toLog4j(message.level()))
			.setMessage(new SimpleMessage(message.text()))
			.setThrown(StandIn.of(message.error()))
			.setThreadName(message.source().thread())
			.setInstant(time)
			.setContextData(notes)
			.build());
	}

	@Override
	public LogLevels levels() {
		Map<String, System.Logger.Level> levels = new LinkedHashMap<>();
		this.context.getConfiguration()
			.getLoggers()
			.forEach((name, logger) -> levels.put(name.isEmpty() ? LogLevels.ROOT : name,
					Log4j2Levels.fromLog4j(logger.getLevel())));
		return new LogLevels(levels);
	}

	@Override
	public synchronized void onLevels(Runnable listener) {
		if (this.watch == null) {
			this.watch = (changed) -> listener.run();
			this.context.addPropertyChangeListener(this.watch);
		}
	}

	@Override
	public @Nullable String formatClass() {
		return null;
	}

	/** Listens no more. */
	@Override
	public synchronized void close() {
		if (this.watch != null) {
			this.context.removePropertyChangeListener(this.watch);
		}
	}

}
