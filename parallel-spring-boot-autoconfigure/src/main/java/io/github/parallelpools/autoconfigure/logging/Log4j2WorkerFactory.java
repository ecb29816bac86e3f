package io.github.parallelpools.autoconfigure.logging;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;

import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.child.ChildLog;
import io.github.parallelpools.worker.process.wire.LogLevels;

/**
 * Configures Log4j in worker processes, where it is named by the system property
 * {@code log4j2.configurationFactory}: everything goes to the worker's log, and no
 * configuration of the application's is opened, nor any of its files.
 */
public final class Log4j2WorkerFactory extends ConfigurationFactory {

	@Override
	protected String[] getSupportedTypes() {
		return new String[] { "*" };
	}

	@Override
	public @Nullable Configuration getConfiguration(LoggerContext context, @Nullable ConfigurationSource source) {
		ChildLog log = ChildLog.current();
		return (log != null) ? new WorkerConfiguration(context, log) : null;
	}

	@Override
	public @Nullable Configuration getConfiguration(LoggerContext context, String name, @Nullable URI location) {
		return getConfiguration(context, null);
	}

	/** One appender, and the levels that the application tells. */
	private static final class WorkerConfiguration extends AbstractConfiguration {

		private final LoggerContext context;

		private final ChildLog log;

		/** The loggers that have a level. Confined to whoever applies levels. */
		private Set<String> names = new HashSet<>();

		WorkerConfiguration(LoggerContext context, ChildLog log) {
			super(context, ConfigurationSource.NULL_SOURCE);
			this.context = context;
			this.log = log;
		}

		@Override
		protected void doConfigure() {
			Log4j2WorkerAppender appender = new Log4j2WorkerAppender(this.log);
			appender.start();
			addAppender(appender);
			getRootLogger().addAppender(appender, null, null);
			this.log.contextFrom(ThreadContext::getImmutableContext);
			this.log.onLevels(this::apply);
		}

		private void apply(LogLevels levels) {
			Set<String> now = new HashSet<>();
			levels.byLogger().forEach((name, level) -> {
				if (!name.equals(LogLevels.ROOT)) {
					LoggerConfig known = getLoggers().get(name);
					if (known != null) {
						known.setLevel(Log4j2Levels.toLog4j(level));
					}
					else {
						addLogger(name, new LoggerConfig(name, Log4j2Levels.toLog4j(level), true));
					}
					now.add(name);
				}
			});
			getRootLogger().setLevel(Log4j2Levels.toLog4j(levels.root()));
			this.names.removeAll(now);
			this.names.forEach(this::removeLogger);
			this.names = now;
			this.context.updateLoggers(this);
		}

	}

}
