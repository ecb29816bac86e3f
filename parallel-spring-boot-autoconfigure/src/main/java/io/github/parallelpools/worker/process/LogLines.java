package io.github.parallelpools.worker.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.github.parallelpools.pool.LoggingMode;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.worker.process.log.ApplicationLog;
import io.github.parallelpools.worker.process.log.LogRelay;
import io.github.parallelpools.worker.process.wire.LogLevels;
import io.github.parallelpools.worker.process.wire.LogSetup;

/**
 * The lines between the logs of an application's workers and its own. Tells the workers
 * that follow the application's levels when those change. Safe for use by several
 * threads.
 */
final class LogLines implements AutoCloseable {

	private final ApplicationLog log;

	private final LogRelay relay;

	private final Set<LogLine> followers = ConcurrentHashMap.newKeySet();

	private final Runnable levelsChanged = () -> this.followers.forEach(LogLine::levelsChanged);

	private final Executor senders;

	LogLines(ApplicationLog log, Executor senders) {
		this.senders = senders;
		this.log = log;
		this.relay = new LogRelay(log);
	}

	LogLine open(WorkerSpec spec, LoggingSettings settings) {
		boolean follows = settings.level() == null && settings.mode() != LoggingMode.NONE;
		LogLine line = new LogLine(this.relay.open(spec.pool(), spec.worker()), levels(settings), this.senders,
				this.followers::remove);
		if (follows) {
			this.log.onLevels(this.levelsChanged);
			this.followers.add(line);
		}
		return line;
	}

	private Supplier<LogLevels> levels(LoggingSettings settings) {
		System.Logger.Level level = (settings.mode() != LoggingMode.NONE) ? settings.level() : System.Logger.Level.OFF;
		LogLevels fixed = (level != null) ? LogLevels.all(level) : null;
		return (fixed != null) ? () -> fixed : this.log::levels;
	}

	LogSetup setup(LoggingSettings settings) {
		LogSetup.Target target = switch (settings.mode()) {
			case FORWARD -> LogSetup.Target.FORWARD;
			case FILE -> LogSetup.Target.FILE;
			case NONE -> LogSetup.Target.NONE;
		};
		return new LogSetup(target, settings.file(), settings.pattern(), this.log.formatClass(),
				settings.factory().className(), settings.factory().args());
	}

	@Override
	public void close() {
		this.relay.close();
	}

}
