package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.ClassUtils;

import io.github.parallelpools.autoconfigure.logging.LogbackLines;
import io.github.parallelpools.pool.LoggingMode;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskLoggerFactory;

/**
 * Checks how pools log before any of them does, and sets the level of those that are
 * threads.
 */
final class PoolLogging {

	private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

	private static final String LOG4J = "org.apache.logging.log4j.core.LoggerContext";

	private PoolLogging() {
	}

	/**
	 * Refuses what the pool's workers could not do.
	 * @param pool the pool
	 * @param classLoader the application's class loader
	 */
	static void check(ConfiguredPool pool, @Nullable ClassLoader classLoader) {
		PoolProperties.Logging logging = pool.properties().logging();
		if (logging.factory() != null) {
			checkFactory(pool, logging.factory(), classLoader);
		}
		boolean isPresent = ClassUtils.isPresent(LOGBACK, classLoader);
		boolean isFile = pool.properties().kind() == WorkerKind.PROCESS && logging.mode() == LoggingMode.FILE;
		if (isFile && !isPresent) {
			throw new PoolConfigurationException(pool.name(), "logging.mode", "file",
					"needs Logback, which is not on the class path",
					ClassUtils.isPresent(LOG4J, classLoader)
							? "Use 'logging.mode: forward'. A Routing appender of Log4j makes a file for each worker by ${ctx:worker}."
							: "Add it (spring-boot-starter-logging has it), or use 'logging.mode: forward'.");
		}
		String problem = isPresent ? LogbackLines.problemOf(logging.pattern()) : null;
		if (problem != null) {
			throw new PoolConfigurationException(pool.name(), "logging.pattern", logging.pattern(),
					"is no pattern of Logback: " + problem,
					"Write one such as '%d %level [%thread] %logger: %msg%n', or leave it out.");
		}
	}

	private static void checkFactory(ConfiguredPool pool, String factory, @Nullable ClassLoader classLoader) {
		Class<?> type;
		try {
			type = ClassUtils.forName(factory, classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw refusal(pool, factory, "is no class that can be loaded",
					"Name a class that implements TaskLoggerFactory. A bean can't be one: each worker makes its own.");
		}
		if (!TaskLoggerFactory.class.isAssignableFrom(type)) {
			throw refusal(pool, factory, "is no TaskLoggerFactory but " + type.getTypeName(),
					"Let it implement TaskLoggerFactory, or name another.");
		}
		WorkerMadeClass made = new WorkerMadeClass(pool.name(), "logging.factory", factory, type);
		made.requireConcrete();
		made.requireConstructor("Each worker makes the factory itself: give the class such a constructor and read "
				+ "settings from the arguments, 'logging.factory-args.*'.");
	}

	private static PoolConfigurationException refusal(ConfiguredPool pool, String factory, String reason,
			String remedy) {
		return new PoolConfigurationException(pool.name(), "logging.factory", factory, reason, remedy);
	}

	/**
	 * Sets the level of the pool's logger if its workers are threads of this application;
	 * processes are told theirs.
	 * @param pool the pool
	 * @param classLoader the application's class loader
	 */
	static void setLevelOfThreads(ConfiguredPool pool, ClassLoader classLoader) {
		LogLevel level = pool.properties().logging().level();
		if (level != null && pool.properties().kind() != WorkerKind.PROCESS) {
			LoggingSystem.get(classLoader).setLogLevel("parallel.pools." + pool.name(), level);
		}
	}

}
