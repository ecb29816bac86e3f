package io.github.parallelpools.pool;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of the log of a pool's workers. Validated and immutable.
 *
 * @param mode where the log of worker processes goes
 * @param level the level of everything that the pool's workers log, {@code null} for the
 * levels of the application's loggers
 * @param file the path of a worker's log file, relative to the application's working
 * directory, in which {@code {pool}}, {@code {worker}}, {@code {pid}} and
 * {@code {thread}} stand for the worker's own
 * @param pattern how a line of a log file looks, a pattern of Logback
 * @param factory who makes the logger that handlers are given
 */
public record LoggingSettings(LoggingMode mode, System.Logger.@Nullable Level level, String file, String pattern,
		Factory factory) {

	/** Where log files are unless somebody says otherwise. */
	public static final String STANDARD_FILE = "logs/{pool}-{worker}.log";

	/**
	 * The head of every line as of HiveNet's log standard, for {@code logging.pattern},
	 * and for Logback's configuration of the application: time, level, process, thread,
	 * file and method.
	 */
	public static final String STANDARD_PATTERN = "[%d{yyyy-MM-dd HH:mm:ss.SSS}][%level][PID:%X{pid:-${PID:-}}]"
			+ "[TID:%thread][FILE:%file][FUN:%method]%msg%n";

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

	private static final Set<String> PLACEHOLDERS = Set.of("pool", "worker", "pid", "thread");

	/** What there is unless somebody says otherwise. */
	public static final LoggingSettings STANDARD = new LoggingSettings(LoggingMode.FORWARD, null, STANDARD_FILE,
			STANDARD_PATTERN, Factory.STANDARD);

	public LoggingSettings {
		checkFile(file);
		if (pattern.isBlank()) {
			throw new InvalidSettingException("logging.pattern", pattern,
					"Write a pattern of Logback, such as '%d %level %logger %msg%n'.");
		}
	}

	private static void checkFile(String file) {
		Matcher matcher = PLACEHOLDER.matcher(file);
		while (matcher.find()) {
			if (!PLACEHOLDERS.contains(matcher.group(1))) {
				throw new InvalidSettingException("logging.file", file,
						"The placeholder %s is unknown. Use {pool}, {worker}, {pid} and {thread}."
							.formatted(matcher.group()));
			}
		}
		try {
			if (file.isBlank() || Path.of(file).getFileName() == null) {
				throw new InvalidSettingException("logging.file", file,
						"Write the path of a file, such as '" + STANDARD_FILE + "'.");
			}
		}
		catch (InvalidPathException ex) {
			throw new InvalidSettingException("logging.file", file,
					"Write the path of a file, such as '%s': %s.".formatted(STANDARD_FILE, ex.getReason()));
		}
	}

	/**
	 * Who makes the logger that handlers are given.
	 *
	 * @param className the name of the
	 * {@link io.github.parallelpools.task.TaskLoggerFactory}'s class, {@code null} for
	 * the pool's logger
	 * @param args its arguments, with placeholders as in the name of the file
	 */
	public record Factory(@Nullable String className, Map<String, String> args) {

		/** The pool's logger. */
		public static final Factory STANDARD = new Factory(null, Map.of());

		public Factory {
			args = Map.copyOf(args);
		}

	}

}
