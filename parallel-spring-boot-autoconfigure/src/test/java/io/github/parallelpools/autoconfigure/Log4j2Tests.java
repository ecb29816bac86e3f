package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers of an application with Log4j log into its log, and touch none of its files. */
@Timeout(180)
class Log4j2Tests {

	@TempDir
	Path directory;

	@Test
	void eventsOfWorkersAppearInTheApplicationsLogAndItsFileIsOpenedOnce() throws Exception {
		Path log = this.directory.resolve("app.log");
		Files.writeString(this.directory.resolve("log4j2.xml"), """
				<Configuration><Appenders>
				<File name="F" fileName="%s" append="false">
				<PatternLayout pattern="%%p %%c [%%X{worker}] [%%X{note}] %%m%%n%%ex{short.message}%%n"/></File>
				</Appenders><Loggers><Logger name="quiet" level="error"/><Logger name="loud" level="trace"/>
				<Root level="info"><AppenderRef ref="F"/></Root></Loggers></Configuration>
				""".formatted(log));
		run(0, "--log=" + log);
		assertThat(log).content()
			.contains("WARN before [] [] the application")
			.contains("WARN task [p-1] [a note] from a worker")
			.contains("on purpose")
			.contains("TRACE loud [p-1] [a note] told")
			.contains("INFO jul [p-1] [] through the JDK")
			.contains("WARN after [] [] the application")
			.doesNotContain("kept back");
	}

	@Test
	void filesOfWorkersAreRefusedWithWhatLog4jHasInstead() throws Exception {
		assertThat(run(1, "--parallel.pools.p.logging.mode=file")).contains("APPLICATION FAILED TO START",
				"'parallel.pools.p.logging.mode' can't be 'file'", "needs Logback", "logging.mode: forward",
				"Routing appender of Log4j");
	}

	private String run(int exitCode, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", classPath(), Application.class.getName()));
		command.addAll(List.of(arguments));
		Process application = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(application.getInputStream().readAllBytes());
		assertThat(application.waitFor()).as(output).isEqualTo(exitCode);
		return output;
	}

	/** What the tests have, but Log4j instead of Logback. */
	private String classPath() throws Exception {
		Path log4j = Path.of(System.getProperty("log4j.directory"));
		try (Stream<Path> jars = Files.list(log4j)) {
			Stream<String> own = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.filter((entry) -> !entry.contains("logback") && !entry.contains("log4j-to-slf4j"));
			return Stream.of(Stream.of(this.directory.toString()), own, jars.map(Path::toString))
				.flatMap((entries) -> entries)
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

	/** Logs before, in and after a task of a worker process. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		public static void main(String[] args) throws Exception {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.properties("parallel.pools.p.kind=process")
				.run(args)) {
				LoggerFactory.getLogger("before").warn("the application");
				context.getBean(ParallelPool.class).submit(() -> {
					MDC.put("note", "a note");
					for (String name : List.of("task", "quiet", "loud")) {
						Logger logger = LoggerFactory.getLogger(name);
						logger.trace("told");
						logger.warn(name.equals("quiet") ? "kept back" : "from a worker",
								new IllegalStateException("on purpose"));
					}
					MDC.clear();
					System.getLogger("jul").log(System.Logger.Level.INFO, "through the JDK");
					return 1;
				}).join();
				// What is told while the application closes may come too late.
				Path log = Path.of(context.getEnvironment().getRequiredProperty("log"));
				await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(log).contains("through the JDK"));
				LoggerFactory.getLogger("after").warn("the application");
			}
		}

	}

}
