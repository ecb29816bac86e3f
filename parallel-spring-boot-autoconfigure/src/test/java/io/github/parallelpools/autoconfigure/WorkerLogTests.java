package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What worker processes log and print arrives where it is wanted. */
@Timeout(120)
class WorkerLogTests {

	private static final String PREFIX = "parallel.pools.work.";

	@TempDir
	Path directory;

	private final CapturedLog log = new CapturedLog();

	private final LoggerContext application = (LoggerContext) LoggerFactory.getILoggerFactory();

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues(PREFIX + "kind=process", PREFIX + "max-size=1", PREFIX + "process.max-heap=64MB",
				PREFIX + "worker-release-time=0", PREFIX + "handler=" + Teller.class.getName());

	@AfterEach
	void close() {
		this.log.close();
		Stream.of("some.debug", "some.silent").forEach((name) -> this.application.getLogger(name).setLevel(null));
	}

	/**
	 * Logs its item with its context's logger and prints it: needs nothing but the JDK.
	 */
	public static final class Teller implements TaskHandler<String, Long> {

		@Override
		public Long handle(String item, TaskContext context) {
			context.logger().log(System.Logger.Level.INFO, item);
			System.out.println("printed " + item);
			return ProcessHandle.current().pid();
		}

	}

	private static <T> T done(TaskFuture<T> future) throws Exception {
		return future.get(60, TimeUnit.SECONDS);
	}

	private void run(ContextConsumer<AssertableApplicationContext> test, String... properties) {
		this.runner
			.withPropertyValues(Stream.of(properties).map((property) -> PREFIX + property).toArray(String[]::new))
			.run(test);
	}

	private static ParallelPool pool(AssertableApplicationContext context) {
		return context.getBean("work", ParallelPool.class);
	}

	@Test
	void anEventArrivesAsItWasLoggedWithWorkerProcessAndTask() {
		run((context) -> {
			Instant before = Instant.now();
			TaskFuture<Long> task = pool(context).submit(() -> {
				Thread.currentThread().setName("busy");
				MDC.put("customer", "seven");
				MDC.put("worker", "not me");
				LoggerFactory.getLogger("some.place").warn("{} of {}", 1, 2);
				return ProcessHandle.current().pid();
			});
			long pid = done(task);
			Instant after = Instant.now();
			ILoggingEvent event = this.log.awaitMessage("1 of 2");
			assertThat(event.getLevel()).isEqualTo(Level.WARN);
			assertThat(event.getLoggerName()).isEqualTo("some.place");
			assertThat(event.getThreadName()).isEqualTo("busy");
			assertThat(event.getInstant()).isBetween(before, after);
			assertThat(event.getMDCPropertyMap()).containsEntry("customer", "seven")
				.containsEntry("pool", "work")
				.containsEntry("worker", "work-1")
				.containsEntry("pid", String.valueOf(pid))
				.containsEntry("task", task.id());
		});
	}

	@Test
	void eventsOfEveryLibraryArrive() {
		run((context) -> {
			done(pool(context).submit(() -> {
				MDC.put("customer", "seven");
				System.getLogger("of.system").log(System.Logger.Level.ERROR, "system {0}", 1);
				java.util.logging.Logger.getLogger("of.jul").warning("jul");
				LogFactory.getLog("of.commons").info("commons");
				LoggerFactory.getLogger("of.slf4j").atInfo().addKeyValue("key", "value").log("slf4j");
				return LogManager.getLogManager().getLogger("of.jul").getName();
			}));
			assertThat(this.log.awaitMessage("system 1").getLevel()).isEqualTo(Level.ERROR);
			assertThat(this.log.awaitMessage("jul").getLevel()).isEqualTo(Level.WARN);
			assertThat(this.log.awaitMessage("jul").getMDCPropertyMap()).containsEntry("customer", "seven");
			assertThat(this.log.awaitMessage("commons").getLoggerName()).isEqualTo("of.commons");
			assertThat(this.log.awaitMessage("slf4j").getMDCPropertyMap()).containsEntry("key", "value");
		});
	}

	@Test
	void aThrowableArrivesAsItWouldHaveBeenPrinted() {
		run((context) -> {
			String printed = done(pool(context).submit(() -> {
				IllegalStateException error = new IllegalStateException("outer", new Secret("inner"));
				error.addSuppressed(new IllegalArgumentException("beside"));
				LoggerFactory.getLogger("some.place").error("broken", error);
				java.io.StringWriter text = new java.io.StringWriter();
				error.printStackTrace(new java.io.PrintWriter(text));
				return text.toString();
			}));
			ILoggingEvent event = this.log.awaitMessage("broken");
			ThrowableProxyConverter converter = new ThrowableProxyConverter();
			converter.start();
			assertThat(converter.convert(event).replace(" common frames omitted", " more"))
				.isEqualTo(printed.replace("app//", ""));
			assertThat(printed).contains("Caused by: " + Secret.class.getName() + ": inner", "Suppressed: ");
		});
	}

	/** Can't travel. */
	static final class Secret extends Exception {

		final transient Object secret = new Object();

		Secret(String message) {
			super(message);
		}

	}

	@Test
	void levelsFollowTheApplicationsAlsoWhileTheWorkerLives() {
		this.application.getLogger("some.debug").setLevel(Level.DEBUG);
		this.application.getLogger("some.silent").setLevel(Level.OFF);
		run((context) -> {
			assertThat(done(pool(context).submit(() -> levels("some.debug.child")))).isEqualTo("DEBUG DEBUG");
			assertThat(done(pool(context).submit(() -> levels("some.silent")))).isEqualTo("OFF OFF");
			assertThat(done(pool(context).submit(() -> levels("other")))).isEqualTo(rootLevels());

			this.application.getLogger("some.debug").setLevel(Level.ERROR);
			await().until(() -> done(pool(context).submit(() -> levels("some.debug.child"))).equals("ERROR ERROR"));
			this.application.getLogger("some.silent").setLevel(null);
			await().until(() -> done(pool(context).submit(() -> levels("some.silent"))).equals(rootLevels()));
			assertThat(pool(context).snapshot().totals().workers().started()).isEqualTo(1);
		});
	}

	/** The lowest levels that are enabled, with SLF4J and with the JDK's logger. */
	private static String levels(String name) {
		org.slf4j.Logger logger = LoggerFactory.getLogger(name);
		String slf4j = Stream.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR")
			.filter((level) -> logger.isEnabledForLevel(org.slf4j.event.Level.valueOf(level)))
			.findFirst()
			.orElse("OFF");
		String jdk = Stream.of("TRACE", "DEBUG", "INFO", "WARNING", "ERROR")
			.filter((level) -> System.getLogger(name).isLoggable(System.Logger.Level.valueOf(level)))
			.findFirst()
			.orElse("OFF");
		return slf4j + " " + jdk;
	}

	/** What the loggers of a worker have where the application has said nothing. */
	private String rootLevels() {
		Level root = this.application.getLogger("ROOT").getLevel();
		return root + " " + root.toString().replace("WARN", "WARNING");
	}

	@Test
	void thePoolsLevelReplacesTheApplicationsLevels() {
		this.application.getLogger("some.silent").setLevel(Level.OFF);
		run((context) -> {
			assertThat(done(pool(context).submit(() -> levels("any")))).isEqualTo("DEBUG DEBUG");
			done(pool(context).submit(() -> {
				LoggerFactory.getLogger("some.silent").debug("not silent");
				return 0;
			}));
			assertThat(this.log.awaitMessage("not silent").getLevel()).isEqualTo(Level.DEBUG);
		}, "logging.level=debug");
	}

	@Test
	void withModeNoneNothingArrivesButWhatIsPrinted() {
		run((context) -> {
			assertThat(done(pool(context).submit(() -> levels("any")))).isEqualTo("OFF OFF");
			done(pool(context).submit(() -> {
				((Logger) LoggerFactory.getLogger("any")).setLevel(Level.INFO);
				LoggerFactory.getLogger("any").error("logged");
				return 0;
			}));
			done(pool(context).send("item"));
			ILoggingEvent printed = this.log.awaitMessage("[work-1] printed item");
			assertThat(printed.getLoggerName()).isEqualTo("parallel.pools.output.work");
			assertThat(printed.getMDCPropertyMap()).containsEntry("worker", "work-1").containsKey("pid");
			assertThat(this.log.events()).hasSize(1);
		}, "logging.mode=none");
	}

	@Test
	void withModeFileEveryWorkerHasItsOwn() {
		Path logs = this.directory.resolve("not").resolve("yet");
		run((context) -> {
			TaskFuture<Object> first = pool(context).send("one");
			TaskFuture<Object> second = pool(context).send("two");
			done(first);
			done(second);
			done(pool(context).submit(() -> {
				LoggerFactory.getLogger("some.place").error("broken", new IllegalStateException("why"));
				return 0;
			}));
			List<String> texts = texts(logs);
			assertThat(texts).isNotEmpty()
				.allMatch((text) -> text.matches("(?s)work work-\\d+ \\d+ \\d+\\n.*"), "the placeholders in the name");
			String all = String.join("", texts);
			assertThat(all)
				.containsPattern("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\]\\[INFO\\]"
						+ "\\[PID:\\d+\\]\\[TID:main\\]\\[FILE:[^]]+\\]\\[FUN:handle\\]one\n")
				.contains("[FILE:WorkerLogTests.java]", "]broken\n", "java.lang.IllegalStateException: why\n\tat ");
			assertThat(this.log.events()).noneMatch((event) -> event.getFormattedMessage().equals("one"));
		}, "logging.mode=file", "max-size=2", "logging.file=" + logs + "/{pool} {worker} {pid} {thread}");
		assertThat(texts(logs)).isNotEmpty();
	}

	/** The names of the files, and what they hold. */
	private static List<String> texts(Path logs) {
		return Stream.of(logs.toFile().listFiles()).map((file) -> file.getName() + "\n" + read(file)).toList();
	}

	private static String read(File file) {
		try {
			return Files.readString(file.toPath());
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	@Test
	void aFileIsAppendedTo() throws Exception {
		Path file = Files.writeString(this.directory.resolve("log"), "before\n");
		run((context) -> done(pool(context).send("item")), "logging.mode=file", "logging.file=" + file,
				"logging.pattern=%X{pool} %X{worker} %logger %msg%n");
		assertThat(file).hasContent("before\nwork work-1 parallel.pools.work item");
	}

	@Test
	void aFileThatCanNotBeOpenedIsAStartFailure() throws Exception {
		Path inTheWay = Files.createFile(this.directory.resolve("file"));
		run((context) -> {
			pool(context).submit(() -> 0);
			await().until(() -> pool(context).snapshot().startFailures() != null);
			PoolSnapshot.StartFailures failures = pool(context).snapshot().startFailures();
			assertThat(failures.message()).contains("log file " + inTheWay + "/log can't be opened", "logging.file");
			pool(context).forceStop();
		}, "logging.mode=file", "logging.file=" + inTheWay + "/log");
	}

	@Test
	void aLogThatTakesNothingHoldsUpNoTaskAndWhatIsDroppedIsCounted() {
		run((context) -> {
			ParallelPool pool = pool(context);
			done(pool.submit(() -> 0));
			CountDownLatch held = this.log.hold();
			AtomicInteger sent = new AtomicInteger(done(pool.submit(() -> flood(2000))));
			assertThat(done(pool.submit(() -> "still there"))).isEqualTo("still there");
			assertThat(done(pool.submit(() -> print(20_000)))).isEqualTo(20_000);
			held.countDown();
			await().until(() -> sent.addAndGet(done(pool.submit(() -> flood(1)))) > 0
					&& dropped(".*Worker work-1 has dropped (\\d+) log events.*") > 0);
			await().until(() -> this.log.messages("flood").size()
					+ dropped(".*Worker work-1 has dropped (\\d+) log events.*") == sent.get());
			await().until(() -> this.log.messages("parallel.pools.output.work").size()
					+ dropped("0 log events and (\\d+) printed lines of worker work-1 were dropped.*") == 20_000);
			assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		});
	}

	private long dropped(String pattern) {
		return this.log.events()
			.stream()
			.filter((event) -> event.getLevel() == Level.WARN)
			.map(ILoggingEvent::getFormattedMessage)
			.filter((text) -> text.matches(pattern))
			.mapToLong((text) -> Long.parseLong(text.replaceAll(pattern, "$1")))
			.sum();
	}

	private static int flood(int count) {
		org.slf4j.Logger logger = LoggerFactory.getLogger("flood");
		String text = "x".repeat(1000);
		for (int i = 0; i < count; i++) {
			logger.info("event {} {}", i, text);
		}
		return count;
	}

	private static int print(int count) {
		String text = "y".repeat(1000);
		for (int i = 0; i < count; i++) {
			System.out.println(text);
		}
		return count;
	}

	@Test
	void aFastWorkerLosesNothingAndKeepsTheOrder() {
		run((context) -> {
			done(pool(context).submit(() -> flood(10_000)));
			await().until(() -> this.log.messages("flood").size() == 10_000);
			assertThat(this.log.messages("flood").stream().map((text) -> Integer.parseInt(text.split(" ")[1])))
				.containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
		});
	}

	@Test
	void whatWasLoggedBeforeADeathArrives() {
		run((context) -> {
			TaskFuture<Integer> task = pool(context).submit(() -> {
				flood(100);
				LoggerFactory.getLogger("some.place").error("these are my last words");
				Runtime.getRuntime().halt(7);
				return 0;
			});
			assertThatThrownBy(() -> done(task)).hasCauseInstanceOf(WorkerDiedException.class);
			this.log.awaitMessage("these are my last words");
			assertThat(this.log.messages("flood")).hasSize(100);
		});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whatWasLoggedBeforeTheApplicationClosedIsLogged(CapturedOutput output) {
		Set<Thread> before = logThreads();
		run((context) -> done(pool(context).submit(() -> flood(1000))));
		int logged = this.log.messages("flood").size();
		// The application waits for two seconds, and says so if its log needs longer.
		if (!output.getErr().contains("The log has not taken the last")) {
			assertThat(logged).isEqualTo(1000);
		}
		await().until(() -> this.log.messages("flood").size() == 1000);
		await().untilAsserted(() -> assertThat(logThreads()).isSubsetOf(before));
	}

	private static Set<Thread> logThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("parallel-log"))
			.collect(Collectors.toSet());
	}

	@Test
	void hugeAndBrokenEventsHarmNothing() {
		run((context) -> {
			int length = done(pool(context).submit(() -> {
				org.slf4j.Logger logger = LoggerFactory.getLogger("some.place");
				logger.info("x".repeat(1024 * 1024));
				logger.info("broken {}", new Unspeakable());
				System.getLogger("some.place").log(System.Logger.Level.INFO, "jdk {0}", new Unspeakable());
				logger.atInfo().addKeyValue("key", new Unspeakable()).log("pair");
				return 42;
			}));
			assertThat(length).isEqualTo(42);
			this.log.awaitMessage("pair");
			assertThat(this.log.messages("some.place").get(0)).hasSizeBetween(64 * 1024, 65 * 1024)
				.endsWith("x... (983040 more characters)");
			this.log.awaitEvent((event) -> event.getFormattedMessage().startsWith("jdk "));
			assertThat(pool(context).snapshot().totals().workers().started()).isEqualTo(1);
		});
	}

	/** Says nothing of itself. */
	static final class Unspeakable {

		@Override
		public String toString() {
			throw new IllegalStateException("no words");
		}

	}

	@Test
	void binaryOutputHarmsNeitherResultsNorTheLog() {
		run((context) -> {
			byte[] result = done(pool(context).submit(() -> {
				byte[] noise = new byte[1024 * 1024];
				new java.util.Random(7).nextBytes(noise);
				for (int i = 0; i < noise.length; i++) {
					noise[i] = (noise[i] == '\n') ? 0 : noise[i];
				}
				LoggerFactory.getLogger("some.place").info("before");
				System.out.write(noise, 0, noise.length);
				System.err.write(noise, 0, noise.length);
				System.out.flush();
				LoggerFactory.getLogger("some.place").info("after");
				return noise;
			}));
			assertThat(result).hasSize(1024 * 1024).doesNotContain((byte) '\n');
			this.log.awaitMessage("after");
			assertThat(this.log.messages("some.place")).containsExactly("before", "after");
			await().until(() -> this.log.messages("parallel.pools.output.work").size() > 200);
		});
	}

	@Test
	void aTaskMayReplaceAndCloseTheStandardStreams() {
		run((context) -> {
			done(pool(context).submit(() -> {
				System.out.close();
				System.err.close();
				System.setOut(null);
				System.setErr(null);
				LoggerFactory.getLogger("some.place").info("still logging");
				return 0;
			}));
			this.log.awaitMessage("still logging");
			assertThat(done(pool(context).submit(() -> 42))).isEqualTo(42);
			assertThat(pool(context).snapshot().totals().workers().started()).isEqualTo(1);
		});
	}

	@Test
	void theApplicationsConfigurationOfLogbackIsNotUsedInAWorker() throws Exception {
		Path file = this.directory.resolve("application.log");
		String configuration = """
				<configuration>
					<appender name="FILE" class="ch.qos.logback.core.FileAppender">
						<file>%s</file>
						<encoder><pattern>%%msg%%n</pattern></encoder>
					</appender>
					<root level="error"><appender-ref ref="FILE"/></root>
				</configuration>
				""".formatted(file);
		for (String name : List.of("logback.xml", "logback-test.xml", "logback-spring.xml")) {
			Files.writeString(this.directory.resolve(name), configuration);
		}
		withClassPath(this.directory + File.pathSeparator + System.getProperty("java.class.path"),
				() -> run((context) -> {
					done(pool(context).submit(() -> {
						LoggerFactory.getLogger("some.place").info("from the worker");
						return 0;
					}));
					this.log.awaitMessage("from the worker");
				}));
		assertThat(file).doesNotExist();
	}

	@Test
	void aWorkerWithoutLogbackForwardsWhatTheJdkLogs() throws Exception {
		withClassPath(classes(ParallelPool.class) + File.pathSeparator + classes(WorkerLogTests.class),
				() -> run((context) -> {
					done(pool(context).send("item"));
					ILoggingEvent event = this.log.awaitMessage("item");
					assertThat(event.getLoggerName()).isEqualTo("parallel.pools.work");
					assertThat(event.getMDCPropertyMap()).containsEntry("worker", "work-1").containsKey("task");
					this.log.awaitMessage("[work-1] printed item");
				}));
	}

	private static String classes(Class<?> type) throws Exception {
		return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
	}

	private static void withClassPath(String classPath, Runnable test) {
		String before = System.getProperty("java.class.path");
		System.setProperty("java.class.path", classPath);
		try {
			test.run();
		}
		finally {
			System.setProperty("java.class.path", before);
		}
	}

	@Test
	void aWorkerThatDoesNotLogLoadsNoLoggingLibrary() {
		run((context) -> {
			List<String> loaded = done(pool(context).send("item", String.class)).lines()
				.filter((line) -> line.contains("ch.qos.logback") || line.contains("org.slf4j"))
				.toList();
			assertThat(loaded).isEmpty();
		}, "handler=" + Quiet.class.getName(), "process.jvm-args=-Xlog:class+load:file=" + this.directory + "/loaded",
				"args.loaded=" + this.directory + "/loaded");
	}

	/** Tells which classes this process has loaded. */
	public static final class Quiet implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) throws Exception {
			String loaded = Files.readString(Path.of(context.args().get("loaded")));
			return loaded.isEmpty() ? "ch.qos.logback: nothing is known" : loaded;
		}

	}

}
