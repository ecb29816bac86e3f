package io.github.parallelpools.autoconfigure.logging;

import java.util.HashSet;
import java.util.Set;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

import io.github.parallelpools.worker.process.child.ChildLog;
import io.github.parallelpools.worker.process.wire.LogLevels;

/**
 * Configures Logback in worker processes, whatever the application's configuration is, so
 * that none of its files is opened twice. Does nothing anywhere else. Found by Logback,
 * which asks it first, when somebody logs for the first time.
 */
@ConfiguratorRank(Integer.MAX_VALUE)
public final class WorkerConfigurator extends ContextAwareBase implements Configurator {

	@Override
	public ExecutionStatus configure(LoggerContext context) {
		ChildLog log = ChildLog.current();
		if (log == null) {
			return ExecutionStatus.INVOKE_NEXT_IF_ANY;
		}
		WorkerAppender appender = new WorkerAppender(log);
		appender.setContext(context);
		appender.start();
		context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
		log.contextFrom(context.getMDCAdapter()::getCopyOfContextMap);
		log.onLevels(new Applied(context)::apply);
		return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
	}

	/** The levels that were applied last. Confined to whoever applies them. */
	private static final class Applied {

		private final LoggerContext context;

		private Set<String> names = new HashSet<>();

		Applied(LoggerContext context) {
			this.context = context;
		}

		void apply(LogLevels levels) {
			Set<String> now = new HashSet<>();
			levels.byLogger().forEach((name, level) -> {
				this.context.getLogger(name).setLevel(Levels.toLogback(level));
				now.add(name);
			});
			this.context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Levels.toLogback(levels.root()));
			this.names.removeAll(now);
			this.names.remove(Logger.ROOT_LOGGER_NAME);
			this.names.forEach((name) -> this.context.getLogger(name).setLevel((Level) null));
			this.names = now;
		}

	}

}
