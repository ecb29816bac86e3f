package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.web.context.WebApplicationContext;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;

/** Handlers of worker processes that are beans of a context in the process. */
@Timeout(120)
class WorkerContextTests {

	@TempDir
	static Path directory;

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	private ApplicationContextRunner pool(Class<?> configuration, String handler) {
		return this.runner.withPropertyValues("parallel.pools.work.kind=process", "parallel.pools.work.max-size=1",
				"parallel.pools.work.worker-release-time=0", "parallel.pools.work.process.stop-timeout=1m",
				"parallel.pools.work.handler=" + handler,
				"parallel.pools.work.process.configuration=" + configuration.getName());
	}

	private static @Nullable Object send(ApplicationContext context, Object item)
			throws InterruptedException, ExecutionException, TimeoutException {
		return context.getBean("work", ParallelPool.class).send(item).get(60, TimeUnit.SECONDS);
	}

	@Test
	void aHandlerBeanUsesADataSourceThatOnlyTheWorkerHas() {
		pool(OfDatabase.class, "ledger").run((context) -> {
			assertThat(send(context, 5)).isEqualTo(5);
			assertThat(send(context, 7)).isEqualTo(12);
		});
	}

	@Test
	void aPollerBeanUsesADataSource() {
		this.runner.withBean(Ends.class)
			.withPropertyValues("parallel.pools.work.kind=process", "parallel.pools.work.max-size=1",
					"parallel.pools.work.poller=source",
					"parallel.pools.work.process.configuration=" + OfDatabase.class.getName())
			.run((context) -> Awaitility.await().until(() -> context.getBean(Ends.class).last != null));
	}

	/** Keeps what was told last. */
	static class Ends implements TaskListener {

		private volatile @Nullable Object last;

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.last = value;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfDatabase {

		@Bean
		DataSource dataSource() throws SQLException {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setURL("jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1");
			try (Connection connection = dataSource.getConnection();
					Statement statement = connection.createStatement()) {
				statement.execute("create table entry(amount int)");
			}
			return dataSource;
		}

		@Bean
		TaskHandler<Integer, Integer> ledger(DataSource dataSource) {
			// No class without dependencies could do it, and no lambda could travel.
			return (amount, context) -> {
				try (Connection connection = dataSource.getConnection();
						Statement statement = connection.createStatement()) {
					statement.execute("insert into entry values (" + amount + ")");
					ResultSet sum = statement.executeQuery("select sum(amount) from entry");
					sum.next();
					return sum.getInt(1);
				}
			};
		}

		@Bean
		TaskPoller<Integer> source(DataSource dataSource) {
			return (context) -> {
				try (Connection connection = dataSource.getConnection();
						Statement statement = connection.createStatement()) {
					ResultSet count = statement.executeQuery("select count(*) from entry");
					count.next();
					return count.getInt(1);
				}
			};
		}

	}

	@Test
	void theWorkerHasTheApplicationsEnvironment() {
		pool(OfEnvironment.class, "asked")
			.withInitializer((context) -> context.getEnvironment().setActiveProfiles("fast", "blue"))
			.withPropertyValues("town=Oslo", "greeting=Hello ${town}", "pause=5s", "weak=application",
					"vault=${secret.password}", "parallel.pools.work.process.environment.WORKER_ONLY=mine")
			.withSystemProperties("town.of.jvm=Bergen", "java.io.tmpdir.note=kept")
			.withInitializer((context) -> {
				context.getEnvironment().getPropertySources().addLast(new Vault());
				context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("strong", Map.of("weak", "strong", "number", 42)));
			})
			.run((context) -> {
				assertThat(send(context, "greeting")).isEqualTo("Hello Oslo");
				assertThat(send(context, "weak")).isEqualTo("strong");
				assertThat(send(context, "number")).isEqualTo("42");
				assertThat(send(context, "town.of.jvm")).isEqualTo("Bergen");
				assertThat(send(context, "WORKER_ONLY")).isEqualTo("mine");
				assertThat(send(context, "vault")).isEqualTo("of secret.password");
				assertThat(send(context, "sun.java.command")).asString().contains("ChildMain");
				assertThat(send(context, "pause")).isEqualTo("PT5S");
				assertThat(send(context, "profiles")).isEqualTo("fast,blue fast only");
				assertThat(send(context, "random.int")).asString().isNotEmpty();
			});
	}

	/** Tells what it is asked for, and not what it has. */
	static class Vault extends PropertySource<Object> {

		Vault() {
			super("vault", new Object());
		}

		@Override
		public @Nullable Object getProperty(String name) {
			return name.startsWith("secret.") ? "of " + name : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfEnvironment {

		@Bean
		@Profile("fast")
		String onlyFast() {
			return "fast only";
		}

		@Bean
		@Profile("slow")
		String onlySlow() {
			return "slow only";
		}

		@Bean
		TaskHandler<String, String> asked(Environment environment, @Value("${pause}") Duration pause, String only) {
			return (name, context) -> switch (name) {
				case "pause" -> pause.toString();
				case "profiles" -> String.join(",", environment.getActiveProfiles()) + " " + only;
				default -> String.valueOf(environment.getProperty(name));
			};
		}

	}

	@Test
	void mapsOfPropertiesHaveTheOrderInWhichTheyAreWritten() {
		String[] steps = IntStream.range(0, 10)
			.mapToObj((i) -> "rules.step-" + (i * 7 % 10) + "=x")
			.toArray(String[]::new);
		String written = Stream.of(steps).map((step) -> step.substring(6, 12)).collect(Collectors.joining(","));
		pool(OfMap.class, "rules").withPropertyValues(steps)
			.run((context) -> assertThat(send(context, "order")).isEqualTo(written));
	}

	@Configuration(proxyBeanMethods = false)
	static class OfMap {

		@Bean
		TaskHandler<String, String> rules(Environment environment) {
			return (item, context) -> String.join(",",
					Binder.get(environment).bind("rules", Bindable.mapOf(String.class, String.class)).get().keySet());
		}

	}

	@Test
	void variablesHaveThePrefixThatTheApplicationGivesThem() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(OfNothing.class)
			.environmentPrefix("ledger")
			.web(WebApplicationType.NONE)
			.properties("parallel.pools.work.kind=process", "parallel.pools.work.handler=rules",
					"parallel.pools.work.process.configuration=" + OfMap.class.getName(),
					"parallel.pools.work.process.environment.LEDGER_RULES_ONE=x",
					"parallel.pools.work.process.environment.RULES_TWO=x")
			.run()) {
			assertThat(send(context, "order")).isEqualTo("one");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class OfNothing {

	}

	@Test
	void aClassIsMadeWithItsDependencies() {
		pool(OfGreeting.class, NeedyHandler.class.getName())
			.run((context) -> assertThat(send(context, "World")).isEqualTo("Hello World"));
	}

	@Test
	void aPrimaryBeanOfTheClassIsTaken() {
		pool(OfSeveral.class, NeedyHandler.class.getName())
			.run((context) -> assertThat(send(context, "World")).isEqualTo("primary World"));
	}

	@Test
	void lambdasRunBesideTheHandler() {
		pool(OfGreeting.class, NeedyHandler.class.getName())
			.run((context) -> assertThat(context.getBean(ParallelPool.class)
				.submit(() -> ProcessHandle.current().pid())
				.get(60, TimeUnit.SECONDS)).isNotEqualTo(ProcessHandle.current().pid()));
	}

	@Test
	void standaloneTasksHaveTheContextOfTheDefaults() {
		this.runner.withPropertyValues("parallel.defaults.process.configuration=" + OfGreeting.class.getName())
			.run((context) -> assertThat(context.getBean(Parallel.class)
				.task(FieldHandler.class)
				.kind(WorkerKind.PROCESS)
				.build()
				.start("World")
				.get(60, TimeUnit.SECONDS)).isEqualTo("Hello World"));
	}

	static class NeedyHandler implements TaskHandler<String, String> {

		private final StringBuilder greeting;

		NeedyHandler(StringBuilder greeting) {
			this.greeting = greeting;
		}

		@Override
		public String handle(String item, TaskContext context) {
			return this.greeting + " " + item;
		}

	}

	/** Of a standalone task's class the engine itself wants such a constructor. */
	static class FieldHandler implements TaskHandler<String, String> {

		@Autowired
		private StringBuilder greeting;

		@Override
		public String handle(String item, TaskContext context) {
			return this.greeting + " " + item;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfGreeting {

		@Bean
		StringBuilder greeting() {
			return new StringBuilder("Hello");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfSeveral {

		@Bean
		NeedyHandler one() {
			return new NeedyHandler(new StringBuilder("one"));
		}

		@Bean
		@Primary
		NeedyHandler two() {
			return new NeedyHandler(new StringBuilder("primary"));
		}

	}

	@Test
	void ofTheApplicationItselfOnlyWhatTheHandlerNeedsIsMadeAndNothingStarts() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
				"--server.port=0", "--traces=" + directory, "--parallel.pools.work.kind=process",
				"--parallel.pools.work.handler=reporter", "--parallel.pools.work.max-size=1",
				"--parallel.pools.work.process.configuration=" + Application.class.getName())) {
			assertThat(send(context, "web")).isEqualTo("false");
			assertThat(send(context, "pools")).isEqualTo("[]");
			assertThat(send(context, "scheduled")).isEqualTo("[null]");
			assertThat(send(context, "needed")).isEqualTo("true");
			assertThat(send(context, "arguments")).isEqualTo("[]");
			assertThat(send(context, "argument")).isEqualTo(directory.toString());
			String worker = "-" + send(context, "pid");
			assertThat(traces()).noneMatch((name) -> name.endsWith(worker));
			String own = "-" + ProcessHandle.current().pid();
			assertThat(traces()).contains("runner" + own, "made" + own, "refreshed" + own, "started" + own);
		}
	}

	private static List<String> traces() throws IOException {
		try (var files = Files.list(directory)) {
			return files.map((path) -> path.getFileName().toString()).toList();
		}
	}

	/** Leaves a file that tells which process has done what. */
	private static void trace(Environment environment, String what) {
		try {
			Files.createFile(
					Path.of(environment.getRequiredProperty("traces"), what + "-" + ProcessHandle.current().pid()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** An application as any other, which is not found by looking for components. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		CommandLineRunner starter(ParallelPool work, Environment environment) {
			return (arguments) -> trace(environment, "runner");
		}

		@Bean
		Unneeded unneeded(Environment environment) {
			return new Unneeded(environment);
		}

		@Bean
		Needed needed() {
			return new Needed();
		}

		@Bean
		TaskHandler<String, String> reporter(ApplicationContext context, Needed needed, ScheduledTaskHolder scheduled,
				ApplicationArguments arguments) {
			return (question, task) -> switch (question) {
				case "argument" -> String.valueOf(context.getEnvironment().getProperty("traces"));
				case "web" -> Boolean.toString(context instanceof WebApplicationContext);
				case "pools" -> List.of(context.getBeanNamesForType(ParallelPool.class)).toString();
				case "scheduled" ->
					scheduled.getScheduledTasks().stream().map(ScheduledTask::nextExecution).toList().toString();
				case "needed" -> Boolean.toString(needed.isRunning());
				case "arguments" -> List.of(arguments.getSourceArgs()).toString();
				default -> Long.toString(ProcessHandle.current().pid());
			};
		}

	}

	static class Unneeded implements SmartLifecycle {

		private final Environment environment;

		Unneeded(Environment environment) {
			this.environment = environment;
			trace(environment, "made");
		}

		@EventListener(ContextRefreshedEvent.class)
		void refreshed() {
			trace(this.environment, "refreshed");
		}

		@Override
		public void start() {
			trace(this.environment, "started");
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	static class Needed implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Scheduled(fixedRate = 1)
		void tick() {
		}

	}

	@Test
	void theContextIsClosedWithItsWorker() throws Exception {
		Path closed = directory.resolve("closed");
		pool(OfClosing.class, "closing").withPropertyValues("closed=" + closed).run((context) -> {
			assertThat(send(context, "x")).isEqualTo("x");
			assertThat(closed).doesNotExist();
			context.close();
			assertThat(closed).exists();
		});
	}

	@Test
	void theContextIsClosedWhenAnIdleWorkerIsReleased() {
		Path closed = directory.resolve("released");
		pool(OfClosing.class, "closing")
			.withPropertyValues("closed=" + closed, "parallel.pools.work.worker-release-time=1ms")
			.run((context) -> {
				assertThat(send(context, "x")).isEqualTo("x");
				Awaitility.await().until(() -> Files.exists(closed));
				assertThat(context.getBean(ParallelPool.class).state()).isEqualTo(PoolState.RUNNING);
			});
	}

	@Test
	void aContextThatDoesNotEndIsKilledAfterTheStopTimeout() {
		pool(OfClosing.class, "closing").withPropertyValues("parallel.pools.work.process.stop-timeout=200ms")
			.run((context) -> {
				long pid = (Long) send(context, "pid");
				assertThat(ProcessHandle.of(pid)).isPresent();
				context.close();
				assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OfClosing {

		/** Nobody needs it, but it was asked for. */
		@Bean
		DisposableBean witness(@Value("${closed:}") String file) {
			return () -> {
				if (file.isEmpty()) {
					Thread.sleep(Long.MAX_VALUE);
				}
				Files.createFile(Path.of(file));
			};
		}

		@Bean
		TaskHandler<String, Object> closing() {
			return (item, context) -> item.equals("pid") ? ProcessHandle.current().pid() : item;
		}

	}

	@Test
	void aContextThatCanNotStartIsAStartFailureInBootsWords() {
		fails(OfMissing.class, "lonely", "its Spring context could not start",
				"required a bean of type 'java.lang.StringBuilder' that could not be found", "Action:",
				"Consider defining a bean of type 'java.lang.StringBuilder'");
	}

	@Test
	void anExceptionThatBootDoesNotKnowIsShownWithItsStack() {
		fails(OfFailing.class, "failing", "its Spring context could not start", "no such luck", "at io.github");
	}

	@Test
	void aHandlerThatTheContextLacksIsAStartFailureThatNamesTheOthers() {
		fails(OfSeveral.class, "three", "'three' is neither a bean of the context that " + OfSeveral.class.getName(),
				"nor a class", "Beans of type TaskHandler are: one, two.");
	}

	@Test
	void aBeanThatIsNoHandlerIsAStartFailure() {
		fails(OfGreeting.class, "greeting", "'greeting' is no TaskHandler but java.lang.StringBuilder");
	}

	@Test
	void aPlaceholderThatCanNotBeResolvedIsAStartFailure() {
		fails(OfPlaceholder.class, "unresolved", "Could not resolve placeholder 'nobody.knows'");
	}

	@Test
	void aHandlerThatNeedsAPoolIsAStartFailureThatTellsThatWorkersHaveNone() {
		fails(OfPoolUser.class, "user", "required a bean of type '" + ParallelPool.class.getName(),
				"A worker process has no pools");
	}

	private void fails(Class<?> configuration, String handler, String... expected) {
		pool(configuration, handler).withPropertyValues("parallel.pools.work.min-size=1").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			Awaitility.await().until(() -> pool.snapshot().startFailures() != null);
			assertThat(String.valueOf(pool.snapshot().startFailures())).contains(expected);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OfMissing {

		@Bean
		NeedyHandler lonely(StringBuilder missing) {
			return new NeedyHandler(missing);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFailing {

		@Bean
		NeedyHandler failing() {
			throw new IllegalStateException("no such luck");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfPlaceholder {

		@Bean
		NeedyHandler unresolved(@Value("${nobody.knows}") String text) {
			return new NeedyHandler(new StringBuilder(text));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfPoolUser {

		@Bean
		NeedyHandler user(ParallelPool pool) {
			return new NeedyHandler(new StringBuilder(pool.name()));
		}

	}

	@Test
	void withoutAConfigurationNothingOfSpringIsLoaded() {
		Path classes = directory.resolve("classes.log");
		this.runner
			.withPropertyValues("parallel.pools.work.kind=process", "parallel.pools.work.max-size=1",
					"parallel.pools.work.handler=" + PlainHandler.class.getName(),
					"parallel.pools.work.process.jvm-args=-Xlog:class+load:file=" + classes)
			.run((context) -> {
				assertThat(send(context, "x")).isEqualTo("x");
				assertThat(Files.readString(classes)).contains(PlainHandler.class.getName())
					.doesNotContain("org.springframework");
			});
	}

	static class PlainHandler implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

}
