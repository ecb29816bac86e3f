package io.github.parallelpools.autoconfigure.logging;

import java.util.LinkedHashMap;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.log.ApplicationLog;
import io.github.parallelpools.worker.process.log.WorkerLogEvent;
import io.github.parallelpools.worker.process.wire.LogLevels;

/**
 * The log of an application that uses Logback. Events of workers go to the appenders of
 * their loggers, whatever the loggers' levels are.
 */
public final class LogbackLog implements ApplicationLog, AutoCloseable {

	private final LoggerContext context;

	/** Guarded by this. */
	private @Nullable LevelWatch watch;

	/**
	 * Makes the log.
	 * @param context Logback's context
	 */
	public LogbackLog(LoggerContext context) {
		this.context = context;
	}

	@Override
	public void log(WorkerLogEvent event) {
		nearest(event.message().source().logger())
			.callAppenders(new ForwardedEvent(event.message(), event.context(), this.context));
	}

	/**
	 * The logger of that name, or the one from which it would inherit: loggers are kept
	 * for ever, and a worker may make up names.
	 */
	private Logger nearest(String name) {
		for (String one = name; !one.isEmpty();) {
			Logger known = this.context.exists(one);
			if (known != null) {
				return known;
			}
			one = one.substring(0, Math.max(0, Math.max(one.lastIndexOf('.'), one.lastIndexOf('$'))));
		}
		return this.context.getLogger(Logger.ROOT_LOGGER_NAME);
	}

	@Override
	public LogLevels levels() {
		Map<String, System.Logger.Level> levels = new LinkedHashMap<>();
		for (Logger logger : this.context.getLoggerList()) {
			Level level = logger.getLevel();
			if (level != null) {
				levels.put(logger.getName(), Levels.fromLogback(level));
			}
		}
		return new LogLevels(levels);
	}

	@Override
	public synchronized void onLevels(Runnable listener) {
		LevelWatch known = this.watch;
		if (known == null) {
			known = new LevelWatch(listener);
			this.watch = known;
		}
		// A context that was stopped has forgotten its listeners.
		if (!this.context.getCopyOfListenerList().contains(known)) {
			this.context.addListener(known);
		}
	}

	@Override
	public String formatClass() {
		return LogbackLines.class.getName();
	}

	/** Listens no more. */
	@Override
	public synchronized void close() {
		if (this.watch != null) {
			this.context.removeListener(this.watch);
		}
	}

	/** Tells that levels have changed. */
	private record LevelWatch(Runnable listener) implements LoggerContextListener {

		@Override
		public boolean isResetResistant() {
			return true;
		}

		@Override
		public void onStart(LoggerContext context) {
			this.listener.run();
		}

		@Override
		public void onReset(LoggerContext context) {
			this.listener.run();
		}

		@Override
		public void onStop(LoggerContext context) {
			// The levels stay what they are.
		}

		@Override
		public void onLevelChange(Logger logger, Level level) {
			this.listener.run();
		}

	}

}
