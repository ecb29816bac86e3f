package io.github.parallelpools.autoconfigure;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskLoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** How pools are to log is checked before any of them does. */
class PoolLoggingTests {

	private static final String PREFIX = "parallel.pools.work.logging.";

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	private void refused(String property, String value, String... texts) {
		this.runner.withPropertyValues("parallel.pools.work.kind=process", PREFIX + property + "=" + value)
			.run((context) -> {
				assertThat(context.getStartupFailure()).isNotNull();
				for (String text : texts) {
					assertThat(context.getStartupFailure()).hasStackTraceContaining(text);
				}
				assertThat(context.getStartupFailure()).hasStackTraceContaining("Pool 'work' can't be made")
					.hasStackTraceContaining("'" + value + "'");
			});
	}

	@Test
	void anUnknownPlaceholderIsRefused() {
		refused("file", "logs/{pool}-{host}.log", "'logging.file'", "{host} is unknown",
				"Use {pool}, {worker}, {pid} and {thread}");
	}

	@Test
	void aFileThatIsNoneIsRefused() {
		refused("file", "/", "'logging.file'", "Write the path of a file");
	}

	@Test
	void aPatternThatLogbackDoesNotKnowIsRefused() {
		refused("pattern", "%msg %nonsense", "is no pattern of Logback", "nonsense");
		refused("pattern", "", "'logging.pattern'", "Write a pattern of Logback");
	}

	@Test
	void aFactoryThatIsNoneIsRefused() {
		refused("factory", "com.example.Missing", "is no class that can be loaded", "TaskLoggerFactory");
		refused("factory", "java.lang.String", "is no TaskLoggerFactory");
		refused("factory", TaskLoggerFactory.class.getName(), "is abstract");
		refused("factory", Inner.class.getName(), "an inner class");
		refused("factory", Demanding.class.getName(), "has no constructor without arguments", "logging.factory-args");
	}

	@Test
	void filesNeedLogback() {
		this.runner.withClassLoader(new FilteredClassLoader("ch.qos.logback"))
			.withPropertyValues("parallel.pools.work.kind=process", PREFIX + "mode=file")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("needs Logback, which is not on the class path"));
	}

	@Test
	void withoutLogbackTheApplicationStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("ch.qos.logback"))
			.withPropertyValues("parallel.pools.work.kind=process", PREFIX + "mode=none")
			.run((context) -> assertThat(context.getBean(ParallelPool.class).submit(() -> 42).get(60, TimeUnit.SECONDS))
				.isEqualTo(42));
	}

	@Test
	void theLevelOfThreadsIsThatOfThePoolsLogger() {
		LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
		this.runner.withPropertyValues(PREFIX + "level=trace", PREFIX + "mode=file").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(logback.getLogger("parallel.pools.work").getLevel()).isEqualTo(Level.TRACE);
		});
		logback.getLogger("parallel.pools.work").setLevel(null);
	}

	/** Makes loggers that nobody reads. */
	public static final class Lines implements TaskLoggerFactory {

		@Override
		public System.Logger logger(Map<String, String> args) {
			return System.getLogger("lines");
		}

	}

	/** Needs another object. */
	public final class Inner implements TaskLoggerFactory {

		@Override
		public System.Logger logger(Map<String, String> args) {
			return System.getLogger("inner");
		}

	}

	/** Needs to be told. */
	public static final class Demanding implements TaskLoggerFactory {

		private final String name;

		public Demanding(String name) {
			this.name = name;
		}

		@Override
		public System.Logger logger(Map<String, String> args) {
			return System.getLogger(this.name);
		}

	}

}
