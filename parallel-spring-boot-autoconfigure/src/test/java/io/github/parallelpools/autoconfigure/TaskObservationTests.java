package io.github.parallelpools.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.github.parallelpools.actuate.observation.DefaultTaskObservationConvention;
import io.github.parallelpools.actuate.observation.TaskObservationContext;
import io.github.parallelpools.actuate.observation.TaskObservationConvention;
import io.github.parallelpools.actuate.observation.TaskObservationDocumentation;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** One observation for each task, from its submission to its end. */
@Timeout(120)
class TaskObservationTests {

	private static final String POOL = "parallel.pools.work.";

	private static final ObservationRegistry REGISTRY = ObservationRegistry.create();

	@TempDir
	Path directory;

	private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>();

	TaskObservationTests() {
		REGISTRY.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				TaskObservationTests.this.stopped.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	static Stream<String> kinds() {
		return (Runtime.version().feature() < 21) ? Stream.of("thread", "process")
				: Stream.of("thread", "virtual", "process");
	}

	private static ApplicationContextRunner runner(String kind, String... properties) {
		return PoolContextRunner.with()
			.withBean(ObservationRegistry.class, () -> REGISTRY)
			.withPropertyValues(POOL + "kind=" + kind, POOL + "max-size=1",
					"parallel.defaults.observation-enabled=true")
			.withPropertyValues(Stream.of(properties).map((property) -> POOL + property).toArray(String[]::new));
	}

	private static ParallelPool pool(ApplicationContext context) {
		return context.getBean("work", ParallelPool.class);
	}

	private static <T extends @Nullable Object> T done(TaskFuture<T> task) throws Exception {
		return task.get(60, TimeUnit.SECONDS);
	}

	private static Map<String, String> keys(Observation.Context context) {
		return context.getLowCardinalityKeyValues()
			.stream()
			.collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
	}

	private void assertOnly(String kind, String outcome) {
		assertThat(this.stopped).singleElement().satisfies((context) -> {
			assertThat(context.getName()).isEqualTo("parallel.task");
			assertThat(context.getContextualName()).isEqualTo("task work");
			assertThat(keys(context)).isEqualTo(Map.of("pool", "work", "kind", kind, "outcome", outcome));
		});
		this.stopped.clear();
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aTaskIsObservedWithPoolKindAndOutcome(String kind) {
		runner(kind).run((context) -> {
			done(pool(context).submit(() -> "value"));
			assertOnly(kind, "SUCCESS");
			TaskFuture<?> fails = pool(context).submit(() -> {
				throw new IllegalStateException("no stock");
			});
			assertThatThrownBy(() -> done(fails)).isInstanceOf(ExecutionException.class);
			assertThat(this.stopped).singleElement()
				.satisfies((one) -> assertThat(one.getError()).hasMessage("no stock"));
			assertOnly(kind, "FAILED");
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void whatIsKilledCancelledOrRejectedIsObserved(String kind) {
		runner(kind, "overtime-policy=kill", "queue.capacity=1", "queue.when-full=reject", "process.window=1")
			.run((context) -> {
				TaskFuture<?> hangs = pool(context).submit(() -> {
					Thread.sleep(60_000);
					return null;
				});
				await().until(() -> pool(context).snapshot().size().busy() == 1);
				TaskFuture<String> waits = pool(context).submit(() -> "never");
				TaskCallable<String> task = () -> "never";
				assertThatThrownBy(() -> pool(context).submit(task)).isInstanceOf(TaskRejectedException.class);
				assertOnly(kind, "REJECTED");
				waits.cancel(false);
				assertOnly(kind, "CANCELLED");
				pool(context).change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofSeconds(1)), "test");
				assertThatThrownBy(() -> done(hangs)).isInstanceOf(ExecutionException.class);
				assertOnly(kind, "OVERTIME");
			});
	}

	@Test
	void aTaskThatIsRunAgainIsObservedOnce() throws Exception {
		Path once = Files.createFile(this.directory.resolve("once"));
		String file = once.toString();
		runner("process", "retry.max-attempts=2").run((context) -> {
			done(pool(context).submit(() -> {
				if (Files.deleteIfExists(Path.of(file))) {
					Runtime.getRuntime().halt(3);
				}
				return "second";
			}));
			assertOnly("process", "SUCCESS");
			TaskFuture<?> dies = pool(context).submit(() -> {
				Runtime.getRuntime().halt(3);
				return null;
			});
			assertThatThrownBy(() -> done(dies)).isInstanceOf(ExecutionException.class);
			assertOnly("process", "DIED");
		});
	}

	@Test
	void itIsTheCurrentOneWhereTheTaskRunsAndAPartOfTheSubmitters() {
		runner("thread").run((context) -> {
			Observation request = Observation.start("request", REGISTRY);
			TaskFuture<Boolean> task;
			try (Observation.Scope scope = request.openScope()) {
				task = pool(context).submit(() -> {
					Observation current = REGISTRY.getCurrentObservation();
					return current != null && current.getContext() instanceof TaskObservationContext;
				});
			}
			request.stop();
			assertThat(done(task)).isTrue();
			assertThat(done(pool(context).submit(() -> REGISTRY.getCurrentObservationScope() != null))).isTrue();
			assertThat(REGISTRY.getCurrentObservation()).isNull();
			assertThat(this.stopped.stream().filter((one) -> one.getParentObservation() != null)).singleElement()
				.satisfies((one) -> assertThat(one.getParentObservation()).isSameAs(request));
		});
	}

	@Test
	void itIsStoppedBeforeTheFutureIsCompleted() {
		runner("thread").run((context) -> {
			CountDownLatch go = new CountDownLatch(1);
			TaskFuture<?> task = pool(context).submit(() -> {
				go.await();
				return null;
			});
			var seen = task.thenApply((value) -> this.stopped.size());
			go.countDown();
			assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo(1);
		});
	}

	@Test
	void aConventionBeanNamesIt() {
		runner("thread").withBean(TaskObservationConvention.class, Own::new).run((context) -> {
			done(pool(context).submit(() -> null));
			assertThat(this.stopped).singleElement().satisfies((one) -> {
				assertThat(one.getName()).isEqualTo("jobs");
				assertThat(keys(one)).containsEntry("shop", "north").containsEntry("outcome", "SUCCESS");
			});
		});
	}

	static final class Own extends DefaultTaskObservationConvention {

		@Override
		public String getName() {
			return "jobs";
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(TaskObservationContext context) {
			return super.getLowCardinalityKeyValues(context).and("shop", "north");
		}

	}

	@Test
	void standaloneTasksAreObserved() {
		runner("thread").run((context) -> {
			context.getBean(Parallel.class)
				.task((String text, io.github.parallelpools.task.TaskContext current) -> text)
				.argument("alone")
				.build()
				.start()
				.get(60, TimeUnit.SECONDS);
			assertThat(this.stopped).singleElement()
				.satisfies((one) -> assertThat(keys(one)).containsEntry("pool", "standalone"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "propagate-context=false", "observation-enabled=false" })
	void nothingIsObservedWhereAPropertyForbidsIt(String property) {
		runner("thread", property).run((context) -> {
			done(pool(context).submit(() -> null));
			assertThat(this.stopped).isEmpty();
		});
	}

	@Test
	void nothingIsObservedUnlessAPropertyAsksForIt() {
		PoolContextRunner.with()
			.withBean(ObservationRegistry.class, () -> REGISTRY)
			.withPropertyValues(POOL + "max-size=1")
			.run((context) -> {
				done(pool(context).submit(() -> null));
				assertThat(this.stopped).isEmpty();
			});
	}

	@Test
	void theDocumentationNamesTheKeysThatThereAre() {
		runner("thread").run((context) -> {
			done(pool(context).submit(() -> null));
			assertThat(keys(this.stopped.remove()).keySet())
				.isEqualTo(Stream.of(TaskObservationDocumentation.LowCardinalityKeyNames.values())
					.map((name) -> name.asString())
					.collect(Collectors.toSet()));
		});
	}

}
