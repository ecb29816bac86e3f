package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.actuate.endpoint.ConfiguredProperty;
import io.github.parallelpools.autoconfigure.event.PoolSettingsChangedEvent;
import io.github.parallelpools.fixture.OwnThread;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What is configured of a pool changes while the pool works. */
@ExtendWith(OutputCaptureExtension.class)
class PoolReconfigurationTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with(ParallelRefreshAutoConfiguration.class)
		.withPropertyValues("parallel.pools.work.kind=process", "parallel.pools.work.min-size=1",
				"parallel.pools.work.max-size=1", "parallel.pools.work.process.max-heap=64MB");

	/** Between the heaps that a worker has here. */
	private static final long SMALL = 48L << 20;

	private static String property(ParallelPool pool) throws Exception {
		return pool.submit(() -> System.getProperty("a.b", "unset")).get(60, TimeUnit.SECONDS);
	}

	private static Set<String> workers(ParallelPool pool) {
		return pool.workers().stream().map(WorkerSnapshot::id).collect(Collectors.toSet());
	}

	private static void renew(ParallelPool pool) {
		Set<String> before = workers(pool);
		pool.renew("alice");
		await().atMost(Duration.ofMinutes(1)).until(() -> {
			Set<String> now = workers(pool);
			return now.size() == 1 && !now.equals(before);
		});
	}

	private static List<String> changes(ParallelPool pool) {
		return pool.events()
			.stream()
			.filter((event) -> event.type() == RecordedEvent.Type.SETTINGS_CHANGED)
			.map(RecordedEvent::text)
			.toList();
	}

	@Test
	void newWorkersAreStartedOtherwiseAndThoseThatRunAreReplacedOnDemand() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
			assertThat(heap(pool)).isGreaterThan(SMALL);
			assertThat(configuration.change(pool, "process.max-heap", "32MB", "alice")).isTrue();
			assertThat(heap(pool)).isGreaterThan(SMALL);
			renew(pool);
			assertThat(heap(pool)).isLessThan(SMALL);
			assertThat(configuration.of(pool).get("process.max-heap"))
				.isEqualTo(new ConfiguredProperty("33554432B", "changed by alice"));
			configuration.reset(pool, "bob");
			renew(pool);
			assertThat(heap(pool)).isGreaterThan(SMALL);
			await().untilAsserted(() -> assertThat(changes(pool)).containsExactly(
					"Changed by alice: process.max-heap: 33554432B, was 67108864B (for new workers)",
					"Changed by bob: process.max-heap: 67108864B, was 33554432B (for new workers)"));
		});
	}

	private static long heap(ParallelPool pool) throws Exception {
		return pool.submit(() -> Runtime.getRuntime().maxMemory()).get(60, TimeUnit.SECONDS);
	}

	@Test
	void whereNoWorkerStartsAsItIsToTheOldOnesStay() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
			assertThat(property(pool)).isEqualTo("unset");
			Set<String> before = workers(pool);
			configuration.change(pool, "process.start-timeout", "1ms", "alice");
			pool.renew("alice");
			await().atMost(Duration.ofMinutes(1)).until(() -> pool.snapshot().totals().workers().startFailures() > 0);
			assertThat(workers(pool)).containsAll(before);
			assertThat(property(pool)).isEqualTo("unset");
			configuration.reset(pool, "alice");
			await().atMost(Duration.ofMinutes(1))
				.until(() -> pool.snapshot().size().current() == 1 && !workers(pool).equals(before));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "process.command-prefix", "process.command-prefix[0]", "process.jvm-args",
			"process.environment.LD_PRELOAD", "process.environment[LD_PRELOAD]", "process.system-properties.a",
			"process.java-home", "process.archive", "logging.file", "logging.factory", "logging.factory-args.a" })
	void nobodyWhoOperatesChoosesWhatIsRun(String property) {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			assertThatExceptionOfType(InvalidSettingException.class)
				.isThrownBy(() -> context.getBean(PoolReconfiguration.class).change(pool, property, "/bin/a", "alice"))
				.withMessage("'%s' can't be '/bin/a'. It says what is run, or where it writes, which only the "
						+ "configuration may. Change it there and restart the application.", property);
			assertThat(changes(pool)).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "worker-overtime", "workerOvertime", "WORKER_OVERTIME", "kill-budget.maxKills" })
	void whatThePoolItselfChangesIsLeftToIt(String property) {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			assertThat(context.getBean(PoolReconfiguration.class).change(pool, property, "3", "alice")).isFalse();
		});
	}

	@Test
	void whatCanNotChangeOrMeansNothingIsRefused() {
		this.runner.withPropertyValues("parallel.memory-budget=1GB", "parallel.pools.threads.max-size=1")
			.run((context) -> {
				ParallelPool pool = context.getBean("work", ParallelPool.class);
				PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
				assertThat(configuration.change(pool, "max-size", "2", "alice")).isFalse();
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> configuration.change(pool, "process.max-payload", "1MB", "alice"))
					.withMessageStartingWith(
							"'process.max-payload' can't be '1MB'. It can't be changed while the pool works. "
									+ "Restart the application, or change one of: logging.level, logging.mode, ");
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> configuration.change(pool, "process.max-heap", "1MB", "alice"))
					.withMessageContaining("Set it to at least 8MB");
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> configuration.change(pool, "process.max-heap", "much", "alice"))
					.withMessage("'process.max-heap' can't be 'much'. Write a value as in the configuration.");
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> configuration.change(pool, "process.max-heap", "128MB", "alice"))
					.withMessageContaining("more than 'parallel.memory-budget' counts with");
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> configuration.change(context.getBean("threads", ParallelPool.class),
							"process.max-heap", "32MB", "alice"))
					.withMessageContaining("The workers of the pool are no processes");
				assertThat(configuration.change(pool, "process.max-heap", "32MB", "alice")).isTrue();
				await().until(() -> changes(pool).size() == 1);
				configuration.reset(pool, "alice");
				assertThat(configuration.of(pool).get("process.max-heap").value()).isEqualTo("67108864B");
				refresh(context.getSourceApplicationContext(), "parallel.pools.work.process.max-heap=128MB",
						"parallel.pools.work.worker-overtime=90s");
				assertThat(pool.settings().overtime().limit()).isZero();
			});
	}

	@Test
	void nobodyWhoOperatesReadsThePropertiesOfTheApplication() {
		this.runner
			.withPropertyValues("a.password=secret", "parallel.pools.work.handler=" + Speaker.class.getName(),
					"parallel.pools.work.args.other=${a.password}")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
				String written = "${a.password} \\${a.password} ${${a.password}:x}";
				configuration.change(pool, "logging.pattern", "${a.password} %msg", "eve");
				configuration.change(pool, "args.word", written, "eve");
				assertThat(configuration.of(pool).get("logging.pattern").value()).isEqualTo("${a.password} %msg");
				await().until(() -> changes(pool).size() == 2);
				assertThat(changes(pool).toString()).doesNotContain("secret");
				renew(pool);
				assertThat(said(pool)).isEqualTo(written + " secret");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void handlersOfNewWorkersAreGivenOtherArguments(String kind) {
		this.runner
			.withPropertyValues("parallel.pools.work.kind=" + kind,
					"parallel.pools.work.handler=" + Speaker.class.getName(), "parallel.pools.work.args.word=a",
					"parallel.pools.work.args.other=o")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
				assertThat(configuration.change(pool, "args.word", "secret", "alice")).isTrue();
				assertThat(said(pool)).isEqualTo("a o");
				renew(pool);
				assertThat(said(pool)).isEqualTo("secret o");
				assertThat(configuration.of(pool).get("args"))
					.isEqualTo(new ConfiguredProperty(Set.of("other", "word"), "changed by alice"));
				refresh(context.getSourceApplicationContext(), "parallel.pools.work.args.other=n");
				renew(pool);
				assertThat(said(pool)).isEqualTo("secret n");
				pool.reset("bob");
				configuration.reset(pool, "bob");
				renew(pool);
				assertThat(said(pool)).isEqualTo("a n");
				await().untilAsserted(() -> assertThat(changes(pool)).containsExactly(
						"Changed by alice: args that differ: [word] (for new workers)",
						"Changed by the configuration: args that differ: [other] (for new workers)",
						"Changed by bob: args that differ: [word] (for new workers)"));
			});
	}

	@Test
	void anArgumentOfAnotherNameIsNotSetInItsPlace() {
		this.runner.withPropertyValues("parallel.pools.work.args.word=a").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
			for (String name : List.of("größe", "my word", "wo@rd")) {
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> configuration.change(pool, "args." + name, "5", "alice"))
					.withMessageContaining("Write it in brackets: 'args[%s]'.", name);
				assertThat(configuration.change(pool, "args[" + name + "]", "5", "alice")).isTrue();
			}
			assertThat(pool.settings().work().args()).containsOnly(Map.entry("word", "a"), Map.entry("größe", "5"),
					Map.entry("my word", "5"), Map.entry("wo@rd", "5"));
			assertThat(configuration.change(pool, "args.A_b-c", "6", "alice")).isTrue();
			assertThat(pool.settings().work().args()).containsEntry("A_b-c", "6");
		});
	}

	private static String said(ParallelPool pool) throws Exception {
		return (String) pool.send("item").get(60, TimeUnit.SECONDS);
	}

	@Test
	void whatAPoolWasMadeOfIsRefusedWithTheRemedy() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
			for (String property : List.of("queue.type", "handler", "lock", "kind", "queue.source")) {
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> configuration.change(pool, property, "lifo", "alice"))
					.withMessage("'%s' can't be 'lifo'. It is what the pool was made of, and can't be changed while it "
							+ "works. Change it in the configuration and restart the application, or have code build "
							+ "another pool.", property);
			}
			assertThat(configuration.change(pool, "recycle.max-tasks", "1", "alice")).isFalse();
			assertThat(configuration.change(pool, "nothing.known", "1", "alice")).isFalse();
			assertThat(changes(pool)).isEmpty();
		});
	}

	@Test
	void aChangeIsToldWhenTheNextOneMayBeMade() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			PoolReconfiguration configuration = context.getBean(PoolReconfiguration.class);
			CompletableFuture<Boolean> made = new CompletableFuture<>();
			context.getBean(PoolEventPublisher.class).tellAtOnce((event) -> {
				if (event instanceof PoolSettingsChangedEvent change && change.getBy().equals("alice")) {
					CompletableFuture.runAsync(() -> configuration.change(pool, "process.cpus", "4", "bob"),
							OwnThread::run);
					await().until(() -> "changed by bob".equals(configuration.of(pool).get("process.cpus").origin()));
					made.complete(true);
				}
			});
			assertThat(configuration.change(pool, "process.cpus", "3", "alice")).isTrue();
			assertThat(made).isCompletedWithValue(true);
		});
	}

	/** Says what it was given when its worker started. */
	static final class Speaker implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return context.args().get("word") + " " + context.args().get("other");
		}

	}

	private static void refresh(ConfigurableApplicationContext context, String... properties) {
		TestPropertyValues.of(properties).applyTo(context);
		context.publishEvent(new EnvironmentChangeEvent(context, Set.of(properties)));
	}

	@Test
	void aChangedEnvironmentChangesWhatCanChange(CapturedOutput output) {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			assertThat(property(pool)).isEqualTo("unset");
			pool.change(Map.of(PoolSetting.MAX_SIZE, 3), "alice");
			refresh(context.getSourceApplicationContext(), "parallel.pools.work.worker-overtime=90s",
					"parallel.pools.work.process.jvm-args=-Da.b=new", "parallel.defaults.kill-grace=4s",
					"parallel.pools.work.queue.type=lifo", "parallel.pools.work.process.max-payload=2MB");
			assertThat(pool.settings().overtime().limit()).hasSeconds(90);
			assertThat(pool.settings().overtime().killGrace()).hasSeconds(4);
			assertThat(pool.settings().size().max()).isEqualTo(3);
			assertThat(pool.configured().overtime().limit()).hasSeconds(90);
			assertThat(changes(pool)).containsExactly("Changed by alice: max-size: 3, was 1",
					"Changed by the configuration: worker-overtime: 90000ms, was 0ms, kill-grace: 4000ms, was 1000ms",
					"Changed by the configuration: process.jvm-args: [-Da.b=******], was [] (for new workers)");
			assertThat(output)
				.contains("Pool 'work' has to be made anew, with the application, for what has changed in "
						+ "its configuration: process.max-payload: 2097152B, was 67108864B, queue.type: lifo, was fifo");
			pool.reset("alice");
			assertThat(pool.settings().queue().type()).isEqualTo(QueueType.FIFO);
			assertThat(pool.settings().size().max()).isEqualTo(1);
			assertThat(pool.settings().overtime().limit()).hasSeconds(90);
			renew(pool);
			assertThat(property(pool)).isEqualTo("new");
			assertThat(pool.submit(() -> new byte[10_000_000]).get(60, TimeUnit.SECONDS)).hasSize(10_000_000);
			refresh(context.getSourceApplicationContext(), "other=1");
			assertThat(changes(pool)).hasSize(4);
		});
	}

	@Test
	void anImpossibleEnvironmentChangesNothing(CapturedOutput output) {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			refresh(context.getSourceApplicationContext(), "parallel.pools.work.max-size=0",
					"parallel.pools.work.worker-overtime=90s");
			assertThat(pool.settings().overtime().limit()).isZero();
			assertThat(changes(pool)).isEmpty();
			assertThat(output).contains("Pool 'work' stays as it is, as its changed configuration is impossible: ");
			refresh(context.getSourceApplicationContext(), "parallel.pools.work.max-size=2");
			assertThat(pool.settings().size().max()).isEqualTo(2);
			assertThat(pool.settings().overtime().limit()).hasSeconds(90);
		});
	}

}
