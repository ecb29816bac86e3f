package io.github.parallelpools.worker.process.child;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LogLevels;

/**
 * Lets {@code java.util.logging}, and with it {@link System.Logger}, end in this
 * process's log. The JDK makes an instance with the first logger that somebody asks for.
 */
public final class JulConfiguration {

	/** Held, because the JDK forgets loggers that nobody holds, and their levels. */
	private Map<String, Logger> configured = new HashMap<>();

	/**
	 * Called by the JDK.
	 * @throws Exception if this is no worker and the JDK's own configuration can't be
	 * read
	 */
	public JulConfiguration() throws Exception {
		ChildLog log = ChildLog.current();
		if (log == null) {
			System.clearProperty("java.util.logging.config.class");
			LogManager.getLogManager().readConfiguration();
			return;
		}
		Logger.getLogger("").addHandler(new JulHandler(log));
		log.onLevels(this::apply);
	}

	private void apply(LogLevels levels) {
		Map<String, Logger> now = new HashMap<>();
		levels.byLogger().forEach((name, level) -> {
			Logger logger = Logger.getLogger(name.equals(LogLevels.ROOT) ? "" : name);
			logger.setLevel(toJul(level));
			now.put(name, logger);
		});
		this.configured.forEach((name, logger) -> {
			if (!now.containsKey(name)) {
				logger.setLevel(name.equals(LogLevels.ROOT) ? Level.INFO : null);
			}
		});
		this.configured = now;
	}

	private static @Nullable Level toJul(System.Logger.Level level) {
		return switch (level) {
			case ALL -> Level.ALL;
			case TRACE -> Level.FINEST;
			case DEBUG -> Level.FINE;
			case INFO -> Level.INFO;
			case WARNING -> Level.WARNING;
			case ERROR -> Level.SEVERE;
			case OFF -> Level.OFF;
		};
	}

}
