package io.github.parallelpools.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.engine.standalone.StandaloneTasks;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The application has one bean that makes standalone tasks, and ends them. */
@Timeout(60)
class ParallelTaskBeanTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	static final class Echo implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) {
			return item;
		}

	}

	private static final class Steps {

		private final CountDownLatch running = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		private Object run() throws InterruptedException {
			this.running.countDown();
			this.end.await();
			return "done";
		}

	}

	private static ParallelTask<Object, Object> start(Parallel parallel, Steps steps, boolean daemon)
			throws InterruptedException {
		ParallelTask<Object, Object> task = parallel.task((Object item, TaskContext context) -> steps.run())
			.name("steps")
			.daemon(daemon)
			.autoStart(true)
			.build();
		steps.running.await();
		return task;
	}

	@Test
	void tasksAreMadeFromLambdasAndMethodReferencesAndClasses() {
		this.runner.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			assertThat(parallel.task((Integer n, TaskContext current) -> n + 1).argument(1).build().start().join())
				.isEqualTo(2);
			assertThat(parallel.task(ParallelTaskBeanTests::twice).argument(2).build().start().join()).isEqualTo(4);
			assertThat(parallel.task(Upper.class).argument("a").build().start().join()).isEqualTo("A");
		});
	}

	private static Integer twice(Integer n, TaskContext context) {
		return 2 * n;
	}

	@Test
	void anotherBeanReplacesIt() {
		this.runner.withBean("mine", Parallel.class, Mine::new).run((context) -> {
			assertThat(context).hasSingleBean(Parallel.class).hasNotFailed();
			assertThat(context.getBean(Parallel.class)).isInstanceOf(Mine.class);
		});
	}

	@Test
	void aPoolMayBeCalledParallel() {
		this.runner.withPropertyValues("parallel.pools.parallel.max-size=1")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Parallel.class)
				.getBean("parallel")
				.isInstanceOf(ParallelPool.class));
	}

	@Test
	void withoutTasksThereIsNoEngine() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Parallel.class).tasks()).isEmpty();
			assertThat(context.getBeanFactory().containsSingleton("parallelEngine")).isFalse();
		});
	}

	@Test
	void aProcessHasTheDefaultsAndWhatTheTaskSays(@TempDir Path directory) {
		this.runner
			.withPropertyValues("parallel.defaults.process.max-heap=32MB",
					"parallel.defaults.process.environment.FROM=defaults", "parallel.defaults.process.oom-score=321",
					"parallel.process-directory=" + directory)
			.run((context) -> {
				Parallel parallel = context.getBean(Parallel.class);
				TaskFunction<String, String> tell = (name, current) -> System.getenv(name) + " "
						+ Runtime.getRuntime().maxMemory() / 1024 / 1024;
				ParallelTask<String, String> usual = parallel.task(tell).kind(WorkerKind.PROCESS).build();
				assertThat(usual.start("FROM").join()).startsWith("defaults 3");
				if (Files.exists(Path.of("/proc/self/oom_score_adj"))) {
					TaskFunction<String, String> read = (file, current) -> Files.readString(Path.of(file)).trim();
					assertThat(parallel.task(read)
						.kind(WorkerKind.PROCESS)
						.build()
						.start("/proc/self/oom_score_adj")
						.join()).isEqualTo("321");
				}
				ParallelTask<String, String> own = parallel.task(tell)
					.kind(WorkerKind.PROCESS)
					.maxHeap(64 * 1024 * 1024)
					.environment(Map.of("FROM", "task"))
					.build();
				assertThat(own.start("FROM").join()).startsWith("task 6");
				assertThatIllegalArgumentException()
					.isThrownBy(() -> parallel.task(tell).kind(WorkerKind.PROCESS).maxHeap(1024).build())
					.withMessageContaining("'process.max-heap'");
			});
	}

	@Test
	void whatOnlyAProcessHasIsRefusedForAThread() {
		this.runner.run((context) -> {
			ParallelTask.Builder<Object, Object> task = context.getBean(Parallel.class)
				.task((Object item, TaskContext current) -> item);
			assertThatIllegalArgumentException().isThrownBy(() -> task.maxHeap(64 * 1024 * 1024).build())
				.withMessageContaining("'process.max-heap' can't be '67108864'")
				.withMessageContaining("use the kind PROCESS");
			assertThat(task.kind(WorkerKind.PROCESS).build().settings().process().maxHeap()).isEqualTo(67108864L);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(Parallel.class).task(Echo.class).jvmArgs("-Xint").build())
				.withMessageContaining("'process.jvm-args'");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(Parallel.class)
					.task(Echo.class)
					.environment(Map.of("SECRET", "hidden"))
					.build())
				.withMessageContaining("'process.environment'")
				.withMessageNotContaining("hidden");
		});
	}

	@Test
	void whoMakesATaskOfAClosedApplicationIsToldThatItCloses() {
		for (boolean used : new boolean[] { true, false }) {
			this.runner.run((context) -> {
				Parallel parallel = context.getBean(Parallel.class);
				if (used) {
					parallel.task((Object item, TaskContext current) -> item).build();
				}
				context.close();
				assertThatExceptionOfType(PoolStateException.class)
					.isThrownBy(() -> parallel.task((Object item, TaskContext current) -> item))
					.withMessageContaining("the application is closing");
			});
		}
	}

	@Test
	void whatCouldNotTravelIsRefusedWhereThatIsTheDefault() {
		this.runner.withPropertyValues("parallel.defaults.verify-portable=true").run((context) -> {
			Object secret = new Object();
			ParallelTask<Object, String> task = context.getBean(Parallel.class)
				.task((Object item, TaskContext current) -> "" + secret)
				.build();
			assertThatIllegalArgumentException().isThrownBy(task::start).withMessageContaining("captured variable");
		});
	}

	@Test
	void theApplicationAndItsTasksShareLocksAndMaps(@TempDir Path directory) {
		this.runner.withPropertyValues("parallel.process-directory=" + directory).run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			for (WorkerKind kind : List.of(WorkerKind.THREAD, WorkerKind.PROCESS)) {
				ParallelTask<String, Boolean> task = parallel.task((String key, TaskContext current) -> {
					current.map("notes").put(key, "by " + current.pool());
					return current.lock("held").tryLock();
				}).name("writer").kind(kind).lock("one").build();
				parallel.lock("held").lock();
				try {
					assertThat(task.start(kind.name()).join()).isFalse();
				}
				finally {
					parallel.lock("held").unlock();
				}
				assertThat(parallel.<String>map("notes")).containsEntry(kind.name(), "by writer");
			}
		});
	}

	@Test
	void theClosingApplicationWaitsForATask() {
		Steps steps = new Steps();
		this.runner.run((context) -> {
			ParallelTask<Object, Object> task = start(context.getBean(Parallel.class), steps, false);
			Thread closing = new Thread(context::close);
			closing.start();
			Awaitility.await().until(ParallelTaskBeanTests::isClosing);
			assertThat(task.isRunning()).isTrue();
			steps.end.countDown();
			closing.join();
			assertThat(task.result().orElseThrow().code()).isEqualTo("00000");
		});
	}

	private static boolean isClosing() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((one) -> one.getName().equals("parallel-task-shutdown"));
	}

	@Test
	void theClosingApplicationDoesNotWaitForADaemon() throws Exception {
		Steps steps = new Steps();
		// Who waits for so long has failed by then: a test takes a minute at most.
		this.runner.withPropertyValues("parallel.shutdown-timeout=10m").run((context) -> {
			ParallelTask<Object, Object> task = start(context.getBean(Parallel.class), steps, true);
			context.close();
			assertThat(task.result().orElseThrow().code()).isEqualTo("21004");
			assertThat(task.result().orElseThrow().message()).contains("the application is closing");
		});
	}

	@Test
	void theClosingApplicationEndsATaskByForceAfterTheTimeoutAndSaysSo() {
		Steps steps = new Steps();
		List<String> told = new CopyOnWriteArrayList<>();
		try (LogListener listener = LogListener.of(StandaloneTasks.class, told::add)) {
			this.runner.withPropertyValues("parallel.shutdown-timeout=50ms").run((context) -> {
				ParallelTask<Object, Object> task = start(context.getBean(Parallel.class), steps, false);
				context.close();
				assertThat(task.result().orElseThrow().code()).isEqualTo("21004");
			});
		}
		assertThat(told).singleElement(InstanceOfAssertFactories.STRING)
			.startsWith("Task 'steps' (")
			.contains("still runs and is ended by force")
			.contains("Raise 'parallel.shutdown-timeout'");
	}

	@Test
	void aRestartedContextLetsTasksStartAgain() {
		this.runner.run((context) -> {
			ParallelTask<Integer, Integer> task = context.getBean(Parallel.class)
				.task((Integer n, TaskContext current) -> n)
				.build();
			assertThat(task.start(1).join()).isEqualTo(1);
			context.stop();
			Awaitility.await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(task.isRunning()).isFalse());
			context.start();
			assertThat(task.start(2).join()).isEqualTo(2);
		});
	}

	@Test
	void aContextBelowLeavesTheTasksAloneWhenItIsClosed() {
		this.runner.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			ParallelTask<Integer, Integer> task = parallel.task((Integer n, TaskContext current) -> n).build();
			assertThat(task.start(1).join()).isEqualTo(1);
			this.runner.withParent(context)
				.run((below) -> assertThat(below.getBean(Parallel.class)).isSameAs(parallel));
			assertThat(task.start(2).join()).isEqualTo(2);
		});
	}

	@Test
	void theEndpointShowsTheTasksThatRun() {
		Steps steps = new Steps();
		this.runner
			.withConfiguration(
					AutoConfigurations.of(EndpointAutoConfiguration.class, ParallelEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=parallelpools",
					"management.endpoints.jmx.exposure.include=parallelpools")
			.run((context) -> {
				ParallelPoolsEndpoint endpoint = context.getBean(ParallelPoolsEndpoint.class);
				assertThat(String.valueOf(endpoint.pools())).contains("tasks=[]");
				ParallelTask<Object, Object> task = start(context.getBean(Parallel.class), steps, false);
				assertThat(String.valueOf(endpoint.pools()))
					.contains("id=" + task.id() + ", name=steps, kind=thread, state=RUNNING, worker=steps-t1");
				steps.end.countDown();
				task.join();
				Awaitility.await()
					.untilAsserted(() -> assertThat(String.valueOf(endpoint.pools())).contains("tasks=[]"));
			});
	}

	/** Made anew for each run. */
	static final class Upper implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item.toUpperCase(Locale.ROOT);
		}

	}

	/** Somebody else's. */
	static final class Mine implements Parallel {

		@Override
		public boolean pauseTask(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean resumeTask(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean stopTask(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean forceStopTask(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
				TaskFunction<I, O> function) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
				Class<? extends TaskHandler<I, O>> type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<TaskSnapshot> tasks() {
			return List.of();
		}

		@Override
		public List<LockSnapshot> locks() {
			return List.of();
		}

		@Override
		public List<Deadlock> deadlocks() {
			return List.of();
		}

		@Override
		public Optional<String> forceRelease(String name) {
			return Optional.empty();
		}

		@Override
		public SharedLock lock(String name) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <V> SharedMap<V> map(String tag) {
			throw new UnsupportedOperationException();
		}

	}

}
