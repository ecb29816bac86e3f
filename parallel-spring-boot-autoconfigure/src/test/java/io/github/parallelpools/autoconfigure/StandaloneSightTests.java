package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.actuate.metrics.StandaloneMeters;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskEndedEvent;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskEvent;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskTroubleEvent;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskTroubleEvent.Cause;
import io.github.parallelpools.engine.event.EventLog;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What happens to standalone tasks is seen by events, meters, history and radar. */
@Timeout(120)
class StandaloneSightTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with(ParallelMetricsAutoConfiguration.class)
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withUserConfiguration(Listening.class);

	private static Object hang(Object item, TaskContext context) throws InterruptedException {
		new CountDownLatch(1).await();
		return item;
	}

	private static Object halt(Object item, TaskContext context) {
		Runtime.getRuntime().halt(3);
		return item;
	}

	private static StandaloneTaskTroubleEvent trouble(Listening heard, Cause cause) {
		await().until(() -> heard.troubles(cause).size() == 1);
		return heard.troubles(cause).get(0);
	}

	private static double troubles(MeterRegistry registry, String kind, String cause) {
		return registry.get("parallel.standalone.troubles").tags("kind", kind, "cause", cause).counter().count();
	}

	private static long runs(MeterRegistry registry, String kind, String code) {
		return registry.get("parallel.standalone.run").tags("kind", kind, "code", code).timer().count();
	}

	private static List<RecordedEvent.Type> history(Parallel parallel) {
		return parallel.taskEvents().stream().map(RecordedEvent::type).toList();
	}

	@Test
	void aProcessThatIsKilledIsToldEverywhere() {
		this.runner.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			Listening heard = context.getBean(Listening.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			ParallelTask<Object, Object> task = parallel.task(StandaloneSightTests::hang)
				.name("sum")
				.kind(WorkerKind.PROCESS)
				.overtime(Duration.ofSeconds(1), OvertimePolicy.KILL)
				.build();
			List<String> lines = new CopyOnWriteArrayList<>();
			try (LogListener listener = LogListener.of(EventLog.class, lines::add)) {
				task.start();
				task.join();
				await().untilAsserted(() -> assertThat(lines).anyMatch((line) -> line.startsWith("Task 'sum' (")
						&& line.contains(") has run on worker sum-t1 for longer than 1000 ms; policy: KILL")));
			}
			StandaloneTaskTroubleEvent kill = trouble(heard, Cause.KILLED);
			assertThat(kill.getTask()).isEqualTo(task.settings());
			assertThat(kill.getWorkerId()).isEqualTo("sum-t1");
			assertThat(kill.getMessage()).contains("1000 ms");
			await().until(() -> heard.ends().size() == 1);
			assertThat(heard.ends().get(0).getResult().code()).isEqualTo("21005");
			assertThat(heard.ends().get(0)).asString().contains("Task 'sum'", "21005");
			assertThat(troubles(registry, "process", "killed")).isOne();
			assertThat(runs(registry, "process", "21005")).isOne();
			// A kill is counted after its task is told.
			await().until(() -> parallel.taskHangs().killed() == 1);
			await().untilAsserted(() -> assertThat(history(parallel)).contains(RecordedEvent.Type.WORKER_STARTED,
					RecordedEvent.Type.TASK_OVERTIME, RecordedEvent.Type.TASK_ENDED));
			assertThat(parallel.taskEvents())
				.anySatisfy((event) -> assertThat(event.text()).startsWith("The task has ended with 21005 after "));
			JsonMapper json = new JsonMapper();
			JsonNode shown = json.readTree(
					json.writeValueAsString(new ParallelPoolsEndpoint(Map.of(), () -> List.of(parallel)).pools()));
			assertThat(shown.path("taskRadar").path("killed").asInt()).isOne();
			assertThat(shown.path("taskEvents").findValuesAsString("type")).contains("worker-started", "task-overtime",
					"task-ended");
		});
	}

	@Test
	void aProcessThatCrashesIsTold() {
		this.runner.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			Listening heard = context.getBean(Listening.class);
			ParallelTask<Object, Object> task = parallel.task(StandaloneSightTests::halt)
				.kind(WorkerKind.PROCESS)
				.build();
			task.start();
			task.join();
			StandaloneTaskTroubleEvent crash = trouble(heard, Cause.CRASHED);
			assertThat(crash.getMessage()).contains("exit code 3");
			await().until(() -> heard.ends().size() == 1);
			assertThat(heard.ends().get(0).getResult().code()).isEqualTo("31399");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(troubles(registry, "process", "crashed")).isOne();
			assertThat(troubles(registry, "process", "killed")).isZero();
			assertThat(history(parallel)).contains(RecordedEvent.Type.WORKER_DIED);
		});
	}

	@Test
	void aSlowTaskIsSeenAtItsPlaceWhichIsNewOnceForAllRuns() {
		this.runner.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			Listening heard = context.getBean(Listening.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			int runs = 0;
			while (slowHere(parallel) < 2) {
				CountDownLatch end = new CountDownLatch(1);
				ParallelTask<Object, Object> task = parallel.task((Object item, TaskContext current) -> {
					end.await();
					return item;
				}).slowAfter(Duration.ofMillis(500)).build();
				task.start();
				int seen = ++runs;
				await().until(() -> parallel.taskHangs().slow() == seen);
				end.countDown();
				task.join();
				await().until(() -> parallel.taskHangs().saved() == seen);
			}
			StandaloneTaskTroubleEvent found = trouble(heard, Cause.HANGS);
			assertThat(found.getMessage()).startsWith(StandaloneSightTests.class.getName());
			assertThat(found.getStack()).contains(StandaloneSightTests.class.getSimpleName());
			assertThat(parallel.taskHangs().place(found.getMessage())).isNotNull()
				.extracting(HangSnapshot.Place::slow)
				.isEqualTo(2L);
			assertThat(saved(registry, found.getMessage(), 2)).isEqualTo(2);
			assertThat(runs(registry, "thread", "00000")).isEqualTo(runs);
			SimpleMeterRegistry late = new SimpleMeterRegistry();
			context.getBean(StandaloneMeters.class).bindTo(late);
			assertThat(saved(late, found.getMessage(), 2)).isEqualTo(2);
			int elsewhere = runs - 2;
			assertThat(saved(late, HangSnapshot.UNKNOWN, elsewhere)).isEqualTo(elsewhere);
			assertThat(parallel.task(StandaloneSightTests::hang).build().settings().overtime().watchesSlow()).isFalse();
		});
	}

	/**
	 * How often a task was seen to be slow where it waits, and not before: its thread may
	 * have had to wait for its turn.
	 */
	private static long slowHere(Parallel parallel) {
		return parallel.taskHangs()
			.places()
			.stream()
			.filter((place) -> place.name().startsWith(StandaloneSightTests.class.getName()))
			.mapToLong(HangSnapshot.Place::slow)
			.sum();
	}

	private static double saved(MeterRegistry registry, String place, double awaited) {
		// The counts of one scrape may be some milliseconds old.
		return await().until(() -> registry.get("parallel.standalone.hangs")
			.tags("place", place, "outcome", "saved")
			.functionCounter()
			.count(), (count) -> count == awaited);
	}

	@Test
	void aThreadThatIgnoresItsEndIsTold() {
		this.runner.withPropertyValues("parallel.defaults.kill-grace=20ms").run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			Listening heard = context.getBean(Listening.class);
			CountDownLatch end = new CountDownLatch(1);
			try {
				AtomicInteger begun = new AtomicInteger();
				// A thread whose task ends before it has begun with it obeys.
				int runs = 0;
				while (begun.get() == 0) {
					runs++;
					ParallelTask<Object, Object> task = parallel.task((Object item, TaskContext current) -> {
						begun.incrementAndGet();
						while (end.getCount() > 0) {
							Thread.onSpinWait();
						}
						return item;
					}).overtime(Duration.ofMillis(20), OvertimePolicy.KILL).build();
					task.start();
					task.join();
				}
				await().until(() -> heard.troubles(Cause.ABANDONED).size() == begun.get());
				int killed = runs;
				await().until(() -> heard.troubles(Cause.KILLED).size() == killed);
				assertThat(heard.troubles(Cause.ABANDONED).get(0).getMessage()).contains("thread");
				assertThat(troubles(context.getBean(MeterRegistry.class), "thread", "abandoned"))
					.isEqualTo(begun.get());
				assertThat(history(parallel)).contains(RecordedEvent.Type.WORKER_ABANDONED);
			}
			finally {
				end.countDown();
			}
		});
	}

	@Test
	void oneThatIsLeftToItselfIsTold() {
		this.runner.run((context) -> {
			Listening heard = context.getBean(Listening.class);
			CountDownLatch end = new CountDownLatch(1);
			ParallelTask<Object, Object> task = context.getBean(Parallel.class)
				.task((Object item, TaskContext current) -> {
					end.await();
					return item;
				})
				.overtime(Duration.ofMillis(20), OvertimePolicy.IGNORE)
				.build();
			task.start();
			trouble(heard, Cause.OVERTIME);
			assertThat(heard.ends()).isEmpty();
			end.countDown();
			await().until(() -> heard.ends().size() == 1);
			assertThat(heard.ends().get(0).getResult().overtime()).isTrue();
			assertThat(troubles(context.getBean(MeterRegistry.class), "thread", "overtime")).isOne();
			assertThat(heard.troubles(Cause.KILLED)).isEmpty();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		private final List<StandaloneTaskEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void heard(StandaloneTaskEvent event) {
			this.events.add(event);
		}

		private List<StandaloneTaskTroubleEvent> troubles(Cause cause) {
			return this.events.stream()
				.filter(StandaloneTaskTroubleEvent.class::isInstance)
				.map(StandaloneTaskTroubleEvent.class::cast)
				.filter((event) -> event.getCause() == cause)
				.toList();
		}

		private List<StandaloneTaskEndedEvent> ends() {
			return this.events.stream()
				.filter(StandaloneTaskEndedEvent.class::isInstance)
				.map(StandaloneTaskEndedEvent.class::cast)
				.toList();
		}

	}

}
