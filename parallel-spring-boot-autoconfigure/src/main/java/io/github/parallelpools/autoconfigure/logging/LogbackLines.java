package io.github.parallelpools.autoconfigure.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.core.spi.ScanException;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.OptionHelper;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.WorkerPlaceholders;
import io.github.parallelpools.worker.process.child.LineFormat;
import io.github.parallelpools.worker.process.log.WorkerLogEvent;
import io.github.parallelpools.worker.process.wire.LogMessage;

/**
 * Makes the lines of a worker's log file from a pattern of Logback, which may also have
 * variables, of which {@code PID} is set. Made by name in worker processes.
 */
public final class LogbackLines implements LineFormat {

	private final LoggerContext context = new LoggerContext();

	private final PatternLayout layout = new PatternLayout();

	private final WorkerPlaceholders worker;

	/**
	 * Makes a format.
	 * @param pattern the pattern
	 * @param worker which worker's lines
	 */
	public LogbackLines(String pattern, WorkerPlaceholders worker) {
		this.worker = worker;
		this.context.putProperty("PID", String.valueOf(worker.pid()));
		this.layout.setContext(this.context);
		this.layout.setPattern(substitute(pattern));
		this.layout.start();
	}

	/**
	 * What is wrong with a pattern.
	 * @param pattern the pattern
	 * @return the problem, {@code null} if there is none
	 */
	public static @Nullable String problemOf(String pattern) {
		LogbackLines lines;
		try {
			lines = new LogbackLines(pattern, new WorkerPlaceholders("pool", "worker", 0, 0));
		}
		catch (RuntimeException ex) {
			return String.valueOf(ex.getMessage());
		}
		return lines.context.getStatusManager()
			.getCopyOfStatusList()
			.stream()
			.filter((status) -> status.getLevel() == Status.ERROR)
			.map(Status::getMessage)
			.findFirst()
			.orElse(null);
	}

	private String substitute(String pattern) {
		try {
			return OptionHelper.substVars(pattern, this.context);
		}
		catch (ScanException ex) {
			throw new IllegalArgumentException("'logging.pattern' can't be '" + pattern + "'", ex);
		}
	}

	@Override
	public String format(LogMessage message) {
		WorkerLogEvent event = new WorkerLogEvent(this.worker.pool(), this.worker.worker(), this.worker.pid(), message);
		return this.layout.doLayout(new ForwardedEvent(message, event.context(), this.context));
	}

}
