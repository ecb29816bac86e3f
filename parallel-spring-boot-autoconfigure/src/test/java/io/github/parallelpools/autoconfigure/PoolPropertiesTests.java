package io.github.parallelpools.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.parallelpools.pool.LoggingMode;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What is written below {@code parallel} becomes the settings of pools. */
class PoolPropertiesTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	@Test
	void aPoolWithoutPropertiesHasTheDocumentedDefaults() {
		this.runner.withPropertyValues("parallel.pools.one.kind=thread").run((context) -> {
			PoolSettings settings = context.getBean("one", ParallelPool.class).settings();
			assertThat(settings)
				.isEqualTo(new PoolSettings("one", WorkerKind.THREAD, new SizeSettings(0, 10, Duration.ofSeconds(10)),
						new OvertimeSettings(Duration.ZERO, OvertimePolicy.IGNORE, 10, Duration.ofSeconds(1)),
						QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK), WorkSettings.SUBMITTED, false));
		});
	}

	@Test
	void everyPropertyArrives() {
		this.runner.withPropertyValues("parallel.pools.one.kind=THREAD", "parallel.pools.one.autoStart=false",
				"parallel.pools.one.auto_stop=true", "parallel.pools.one.max-size=7", "parallel.pools.one.min-size=2",
				"parallel.pools.one.worker-release-time=0", "parallel.pools.one.worker-overtime=3s",
				"parallel.pools.one.overtime-policy=kill", "parallel.pools.one.max-replacements=4",
				"parallel.pools.one.kill-grace=250ms", "parallel.pools.one.queue.capacity=5",
				"parallel.pools.one.queue.when-full=reject", "parallel.pools.one.lock=ledger",
				"parallel.pools.one.args.greeting=hello", "parallel.pools.one.args.[a.b]=dotted")
			.run((context) -> {
				PoolSettings settings = context.getBean("one", ParallelPool.class).settings();
				assertThat(settings).isEqualTo(
						new PoolSettings("one", WorkerKind.THREAD, new SizeSettings(2, 7, Duration.ZERO),
								new OvertimeSettings(Duration.ofSeconds(3), OvertimePolicy.KILL, 4,
										Duration.ofMillis(250)),
								QueueSettings.of(5, WhenFull.REJECT),
								new WorkSettings(null, Map.of("greeting", "hello", "a.b", "dotted"), "ledger"), true));
			});
	}

	@Test
	void everyPropertyOfUpkeepArrives() {
		this.runner
			.withPropertyValues("parallel.pools.one.start-failure-timeout=5s", "parallel.pools.one.kind=process",
					"parallel.pools.one.auto-start=false", "parallel.pools.one.recycle.max-tasks=100",
					"parallel.pools.one.recycle.max-age=1h", "parallel.pools.one.recycle.max-memory=512MB")
			.run((context) -> assertThat(context.getBean("one", ParallelPool.class).settings().upkeep())
				.isEqualTo(new UpkeepSettings(Duration.ofSeconds(5),
						new RecycleSettings(100, Duration.ofHours(1), 512L * 1024 * 1024))));
	}

	@Test
	void everyPropertyOfQueuesArrives() {
		this.runner
			.withPropertyValues("parallel.defaults.queue.type=lifo", "parallel.pools.one.queue.type=priority",
					"parallel.pools.one.queue.capacity=5", "parallel.pools.one.queue.when-full=discard-oldest",
					"parallel.pools.one.queue.block-timeout=3s", "parallel.pools.two.queue.when-full=caller-runs")
			.run((context) -> {
				assertThat(context.getBean("one", ParallelPool.class).settings().queue()).isEqualTo(
						new QueueSettings(QueueType.PRIORITY, 5, WhenFull.DISCARD_OLDEST, Duration.ofSeconds(3)));
				assertThat(context.getBean("two", ParallelPool.class).settings().queue()).isEqualTo(
						new QueueSettings(QueueType.LIFO, Integer.MAX_VALUE, WhenFull.CALLER_RUNS, Duration.ZERO));
			});
	}

	@Test
	void everyPropertyOfRetriesArrives() {
		this.runner
			.withPropertyValues("parallel.defaults.retry.max-attempts=4", "parallel.pools.one.kind=process",
					"parallel.pools.one.retry.quarantine-after=2", "parallel.pools.one.retry.dead-letters=7",
					"parallel.pools.two.kind=process")
			.run((context) -> {
				assertThat(context.getBean("one", ParallelPool.class).settings().retry())
					.isEqualTo(new RetrySettings(4, 2, 7));
				assertThat(context.getBean("two", ParallelPool.class).settings().retry())
					.isEqualTo(new RetrySettings(4, 4, 100));
			});
	}

	@Test
	void theSoftLimitArrives() {
		this.runner
			.withPropertyValues("parallel.defaults.soft-overtime=2s", "parallel.pools.one.worker-overtime=3s",
					"parallel.pools.two.soft-overtime=0")
			.run((context) -> {
				OvertimeSettings one = context.getBean("one", ParallelPool.class).settings().overtime();
				assertThat(one.softLimit()).isEqualTo(Duration.ofSeconds(2));
				assertThat(one.limit()).isEqualTo(Duration.ofSeconds(3));
				assertThat(context.getBean("two", ParallelPool.class).settings().overtime().isSoft()).isFalse();
			});
	}

	@Test
	void theTimeAfterWhichTasksAreSlowArrives() {
		this.runner.withPropertyValues("parallel.pools.one.slow-after=2s", "parallel.pools.two.max-size=1")
			.run((context) -> {
				OvertimeSettings one = context.getBean("one", ParallelPool.class).settings().overtime();
				assertThat(one.slowAfter()).isEqualTo(Duration.ofSeconds(2));
				assertThat(one.watchesSlow()).isTrue();
				assertThat(context.getBean("two", ParallelPool.class).settings().overtime().watchesSlow()).isFalse();
			});
	}

	@Test
	void everyPropertyOfProcessesArrives() {
		this.runner.withPropertyValues("parallel.pools.one.process.max-heap=32MB",
				"parallel.pools.one.process.jvm-args=-Xss1m,-ea",
				"parallel.pools.one.process.command-prefix=nice,-n,10", "parallel.pools.one.process.environment.LANG=C",
				"parallel.pools.one.process.system-properties=user.timezone",
				"parallel.pools.one.process.java-home=/opt/java", "parallel.pools.one.process.optimize=true",
				"parallel.pools.one.process.cpus=3", "parallel.pools.one.process.start-timeout=5s",
				"parallel.pools.one.process.stop-timeout=1s", "parallel.pools.one.process.max-payload=1MB",
				"parallel.pools.one.process.window=8", "parallel.pools.one.spares=2",
				"parallel.pools.one.process.serial-filter=java.base/*;!*",
				"parallel.pools.one.process.configuration=java.lang.Object,java.lang.String")
			.run((context) -> {
				ProcessSettings settings = ConfiguredPools.in(context.getEnvironment()).get("one").processSettings();
				assertThat(settings.jvm().maxHeap()).isEqualTo(32L * 1024 * 1024);
				assertThat(settings.jvm().args()).containsExactly("-Xss1m", "-ea");
				assertThat(settings.jvm().systemProperties()).containsExactly("user.timezone");
				assertThat(settings.jvm().javaHome()).isEqualTo(Path.of("/opt/java"));
				assertThat(settings.jvm().optimize()).isTrue();
				assertThat(settings.jvm().cpus()).isEqualTo(3);
				assertThat(settings.commandPrefix()).containsExactly("nice", "-n", "10");
				assertThat(settings.environment()).containsExactly(Map.entry("LANG", "C"));
				assertThat(settings.startTimeout()).isEqualTo(Duration.ofSeconds(5));
				assertThat(settings.stopTimeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(settings.maxPayload()).isEqualTo(1024 * 1024);
				assertThat(settings.window()).isEqualTo(8);
				assertThat(ConfiguredPools.in(context.getEnvironment()).get("one").settings().size().spares())
					.isEqualTo(2);
				assertThat(settings.serialFilter()).isEqualTo("java.base/*;!*");
				assertThat(
						ConfiguredPools.in(context.getEnvironment()).get("one").properties().process().configuration())
					.containsExactly("java.lang.Object", "java.lang.String");
			});
	}

	@Test
	void everyPropertyOfLoggingArrives() {
		this.runner
			.withPropertyValues("parallel.pools.one.logging.mode=file", "parallel.pools.one.logging.level=warn",
					"parallel.pools.one.logging.file=/tmp/{pool}.{pid}", "parallel.pools.one.logging.pattern=%msg%n",
					"parallel.pools.one.logging.factory=" + PoolLoggingTests.Lines.class.getName(),
					"parallel.pools.one.logging.factory-args.file={worker}")
			.run((context) -> assertThat(ConfiguredPools.in(context.getEnvironment()).get("one").loggingSettings())
				.isEqualTo(new LoggingSettings(LoggingMode.FILE, System.Logger.Level.WARNING, "/tmp/{pool}.{pid}",
						"%msg%n", new LoggingSettings.Factory(PoolLoggingTests.Lines.class.getName(),
								Map.of("file", "{worker}")))));
	}

	@Test
	void loggingHasTheDocumentedDefaults() {
		this.runner.withPropertyValues("parallel.pools.one.max-size=1")
			.run((context) -> assertThat(ConfiguredPools.in(context.getEnvironment()).get("one").loggingSettings())
				.isEqualTo(LoggingSettings.STANDARD));
	}

	@Test
	void processesHaveTheDocumentedDefaults() {
		this.runner.withPropertyValues("parallel.pools.one.max-size=1").run((context) -> {
			ProcessSettings settings = ConfiguredPools.in(context.getEnvironment()).get("one").processSettings();
			assertThat(settings.jvm().maxHeap()).isEqualTo(256L * 1024 * 1024);
			assertThat(settings.jvm().args()).isEmpty();
			assertThat(settings.jvm().javaHome()).isNull();
			assertThat(settings.jvm().optimize()).isFalse();
			assertThat(settings.jvm().cpus()).isEqualTo(2);
			assertThat(settings.startTimeout()).isEqualTo(Duration.ofSeconds(30));
			assertThat(settings.stopTimeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(settings.maxPayload()).isEqualTo(64L * 1024 * 1024);
			assertThat(settings.serialFilter()).isNull();
		});
	}

	@Test
	void defaultsFillInWhatAPoolLeavesOut() {
		this.runner
			.withPropertyValues("parallel.defaults.max-size=3", "parallel.defaults.queue.capacity=50",
					"parallel.defaults.queue.when-full=reject", "parallel.defaults.args.a=default",
					"parallel.defaults.args.b=default", "parallel.defaults.process.jvm-args=-ea,-Xss1m",
					"parallel.pools.one.queue.capacity=5", "parallel.pools.one.args.b=own",
					"parallel.pools.two.max-size=8", "parallel.pools.two.process.jvm-args=-Xss2m")
			.run((context) -> {
				PoolSettings one = context.getBean("one", ParallelPool.class).settings();
				assertThat(one.size().max()).isEqualTo(3);
				assertThat(one.queue()).isEqualTo(QueueSettings.of(5, WhenFull.REJECT));
				assertThat(one.work().args()).isEqualTo(Map.of("a", "default", "b", "own"));
				PoolSettings two = context.getBean("two", ParallelPool.class).settings();
				assertThat(two.size().max()).isEqualTo(8);
				assertThat(two.queue()).isEqualTo(QueueSettings.of(50, WhenFull.REJECT));
				ConfiguredPools pools = ConfiguredPools.in(context.getEnvironment());
				assertThat(pools.get("one").processSettings().jvm().args()).containsExactly("-ea", "-Xss1m");
				assertThat(pools.get("two").processSettings().jvm().args()).containsExactly("-Xss2m");
			});
	}

	@Test
	void aWeakSourcesOwnPropertyBeatsAStrongSourcesDefault() {
		this.runner.withPropertyValues("parallel.pools.one.max-size=8")
			.withSystemProperties("parallel.defaults.max-size=3")
			.run((context) -> assertThat(context.getBean("one", ParallelPool.class).settings().size().max())
				.isEqualTo(8));
	}

	@Test
	void placeholdersAreReplaced() {
		this.runner
			.withPropertyValues("size=6", "parallel.defaults.min-size=${floor:2}",
					"parallel.pools.one.max-size=${size}")
			.run((context) -> {
				SizeSettings size = context.getBean("one", ParallelPool.class).settings().size();
				assertThat(size.max()).isEqualTo(6);
				assertThat(size.min()).isEqualTo(2);
			});
	}

	@Test
	void environmentVariablesChangeAPoolAndMakeNoSecondOne() {
		this.runner.withPropertyValues("parallel.pools.io-bound.kind=thread")
			.withInitializer((context) -> variables(context.getEnvironment(),
					Map.of("PARALLEL_POOLS_IOBOUND_MAXSIZE", "3", "PARALLEL_POOLS_IO_BOUND_MIN_SIZE", "2",
							"PARALLEL_DEFAULTS_WORKEROVERTIME", "7s")))
			.run((context) -> {
				assertThat(context.getBeansOfType(ParallelPool.class)).containsOnlyKeys("io-bound");
				PoolSettings settings = context.getBean(ParallelPool.class).settings();
				assertThat(settings.size().max()).isEqualTo(3);
				assertThat(settings.size().min()).isEqualTo(2);
				assertThat(settings.overtime().limit()).isEqualTo(Duration.ofSeconds(7));
			});
	}

	@Test
	void anEnvironmentVariableAloneMakesAPool() {
		this.runner
			.withInitializer(
					(context) -> variables(context.getEnvironment(), Map.of("PARALLEL_POOLS_RESIZE_MAXSIZE", "3")))
			.run((context) -> assertThat(context.getBean("resize", ParallelPool.class).settings().size().max())
				.isEqualTo(3));
	}

	@Test
	void onlyVariablesWithThePrefixOfTheApplicationMakePools() {
		SpringApplication application = new SpringApplication();
		application.setEnvironmentPrefix("ledger");
		this.runner.withPropertyValues("parallel.pools.io-bound.kind=thread").withInitializer((context) -> {
			variables(context.getEnvironment(), Map.of("LEDGER_PARALLEL_POOLS_RESIZE_MAXSIZE", "3",
					"LEDGER_PARALLEL_POOLS_IO_BOUND_MAX_SIZE", "4", "PARALLEL_POOLS_OTHER_MAXSIZE", "5"));
			new SystemEnvironmentPropertySourceEnvironmentPostProcessor()
				.postProcessEnvironment(context.getEnvironment(), application);
		}).run((context) -> {
			assertThat(context.getBeansOfType(ParallelPool.class)).containsOnlyKeys("io-bound", "resize");
			assertThat(context.getBean("resize", ParallelPool.class).settings().size().max()).isEqualTo(3);
			assertThat(context.getBean("io-bound", ParallelPool.class).settings().size().max()).isEqualTo(4);
		});
	}

	@Test
	void variablesThatAreMadeForServicesAreNoSettings() {
		Map<String, Object> made = Map.ofEntries(Map.entry("PARALLEL_POOLS_PORT", "tcp://10.0.0.1:80"),
				Map.entry("PARALLEL_POOLS_SERVICE_HOST", "10.0.0.1"), Map.entry("PARALLEL_POOLS_SERVICE_PORT", "80"),
				Map.entry("PARALLEL_POOLS_SERVICE_PORT_HTTP", "80"),
				Map.entry("PARALLEL_POOLS_PORT_80_TCP", "tcp://10.0.0.1:80"),
				Map.entry("PARALLEL_POOLS_PORT_80_TCP_PROTO", "tcp"),
				Map.entry("PARALLEL_POOLS_X_BACKLOG_PORT", "tcp://10.0.0.1:80"),
				Map.entry("PARALLEL_POOLS_RESIZE_PORT", "tcp://10.0.0.1:80"),
				Map.entry("PARALLEL_POOLS_RESIZE", "tcp://10.0.0.1:80"), Map.entry("PARALLEL_POOLS", "8"),
				Map.entry("PARALLEL_DEFAULTS_PORT", "tcp://10.0.0.1:80"), Map.entry("PARALLEL_DEFAULTS", "none"),
				Map.entry("PARALLEL_PORT", "tcp://10.0.0.1:80"), Map.entry("PARALLEL_POOLS_RESIZE_MAXSIZE", "3"));
		for (String property : List.of("parallel.pools.resize.min-size=1", "spring.main.banner-mode=off")) {
			this.runner.withPropertyValues(property)
				.withInitializer((context) -> variables(context.getEnvironment(), made))
				.run((context) -> {
					assertThat(context.getBeansOfType(ParallelPool.class)).containsOnlyKeys("resize");
					assertThat(context.getBean(ParallelPool.class).settings().size().max()).isEqualTo(3);
				});
		}
	}

	@Test
	void aVariableOfAnotherProgramHidesNoMistake() {
		this.runner.withPropertyValues("parallel.pools.one.max-size=abc")
			.withInitializer((context) -> variables(context.getEnvironment(), Map.of("PARALLEL", "--jobs 8")))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("abc"));
		this.runner.withPropertyValues("parallel.shutdown-timeot=1s")
			.withInitializer((context) -> variables(context.getEnvironment(), Map.of("PARALLEL", "--jobs 8")))
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("shutdown-timeot"));
	}

	@Test
	void anEnvironmentVariableThatIsNoPropertyOfAPoolMakesNone() {
		this.runner
			.withInitializer(
					(context) -> variables(context.getEnvironment(), Map.of("PARALLEL_POOLS_SERVICE_HOST", "10.0.0.1")))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ParallelPool.class));
	}

	@Test
	void othersMayUseTheNameParallelForThemselves() {
		this.runner.withSystemProperties("parallel=classes")
			.withInitializer((context) -> variables(context.getEnvironment(), Map.of("PARALLEL", "--jobs 8")))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ParallelPool.class));
		this.runner.withSystemProperties("parallel=classes")
			.withPropertyValues("parallel.pools.one.max-size=3")
			.run((context) -> assertThat(context.getBean(ParallelPool.class).settings().size().max()).isEqualTo(3));
	}

	@Test
	void spellingsOfOneNameInSeveralSourcesAreOnePool() {
		this.runner.withSystemProperties("parallel.pools.ioBound.min-size=2", "parallel.pools.ioBound.queue.capacity=9")
			.withPropertyValues("parallel.pools.io-bound.max-size=3")
			.run((context) -> {
				assertThat(context.getBeansOfType(ParallelPool.class)).hasSize(1);
				PoolSettings settings = context.getBean(ParallelPool.class).settings();
				assertThat(settings.size().max()).isEqualTo(3);
				assertThat(settings.size().min()).isEqualTo(2);
				assertThat(settings.queue().capacity()).isEqualTo(9);
			});
	}

	@Test
	void profilesChangeAPoolUnderTheNameOfTheBaseFile(@TempDir Path directory) throws Exception {
		Path base = Files.writeString(directory.resolve("application.yml"), """
				parallel:
				  pools:
				    io-bound:
				      max-size: 3
				    second:
				""");
		Files.writeString(directory.resolve("application-big.yml"), """
				parallel:
				  pools:
				    ioBound:
				      max-size: 30
				""");
		this.runner.withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.config.location=file:" + base.getParent() + "/", "spring.profiles.active=big")
			.run((context) -> {
				assertThat(context.getBeansOfType(ParallelPool.class)).containsOnlyKeys("io-bound", "second");
				assertThat(context.getBean("io-bound", ParallelPool.class).settings().size().max()).isEqualTo(30);
			});
	}

	private static void variables(ConfigurableEnvironment environment, Map<String, Object> variables) {
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
	}

}
