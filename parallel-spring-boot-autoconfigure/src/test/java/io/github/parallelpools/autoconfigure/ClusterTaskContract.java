package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.parallelpools.actuate.endpoint.ClusterDescription;
import io.github.parallelpools.autoconfigure.event.ClusterEndRefusedEvent;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.ClusterTasks;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Standalone tasks that several applications start run once in all of them. */
@Timeout(120)
abstract class ClusterTaskContract {

	static final Duration LONG = Duration.ofSeconds(60);

	private static final String ENABLED = "parallel.cluster.enabled=true";

	private static final List<String> FAST = List.of("parallel.cluster.renew=100ms", "parallel.cluster.poll=20ms",
			"parallel.shutdown-timeout=1s");

	/** Times with which an application that is only slow is not taken for dead. */
	private static final List<String> LIVING = List.of("parallel.cluster.lease=60s", "parallel.cluster.fence=40s");

	/**
	 * Times with which one that is cut off is soon taken for dead, and at times a slow
	 * one.
	 */
	private static final List<String> DYING = List.of("parallel.cluster.lease=1500ms", "parallel.cluster.fence=1s");

	/** Times with which one that is cut off is soon fenced, and not taken for dead. */
	private static final List<String> FENCED = List.of("parallel.cluster.lease=60s", "parallel.cluster.fence=1s");

	private final List<Application> applications = new ArrayList<>();

	@TempDir
	Path folder;

	/** Opens another way to the store. */
	abstract ClusterStore open();

	@AfterEach
	void close() throws Exception {
		open("gate");
		this.applications.forEach((one) -> one.context.close());
		end();
	}

	/** Ends what the applications shared. */
	void end() {
	}

	Application application(String... properties) {
		return application(LIVING, (properties.length > 0) ? properties : new String[] { ENABLED });
	}

	private Application application(List<String> lease, String... properties) {
		List<String> all = new ArrayList<>(lease);
		all.addAll(List.of(properties));
		Application one = new Application(open(), all);
		this.applications.add(one);
		return one;
	}

	void open(String gate) throws Exception {
		if (!Files.exists(this.folder.resolve(gate))) {
			Files.createFile(this.folder.resolve(gate));
		}
	}

	/** What the executions have written, the oldest first. */
	private List<String> begun() {
		return Lines.in(this.folder);
	}

	private void awaitBegun(int count) {
		await().atMost(LONG).until(() -> begun().size() >= count);
	}

	@ParameterizedTest
	@EnumSource(value = WorkerKind.class, names = { "THREAD", "PROCESS" })
	void whatTwoStartRunsOnceAndEndsForBoth(WorkerKind kind) throws Exception {
		Application one = application();
		Application two = application();
		ParallelTask<String, String> first = one.task(kind, stepping());
		ParallelTask<String, String> second = two.task(kind, stepping());
		TaskFuture<String> here = first.start(this.folder.toString());
		TaskFuture<String> there = second.start(this.folder.toString());
		awaitBegun(1);
		await().atMost(LONG).until(() -> first.node().isPresent() && second.node().isPresent());
		assertThat(first.node()).isEqualTo(second.node());
		assertThat(first.isRunning() && second.isRunning()).isTrue();
		assertThat(first.scope()).isEqualTo(TaskScope.CLUSTER);
		TaskProgress half = new TaskProgress(0.5, "attempt 1");
		await().atMost(LONG)
			.untilAsserted(
					() -> assertThat(List.of(first.progress(), second.progress())).containsOnly(Optional.of(half)));
		assertThat(described(two)).extracting(ClusterDescription.Task::progress)
			.containsExactly(new ClusterDescription.Progress(0.5, "attempt 1"));
		open("gate");
		String value = here.get(60, TimeUnit.SECONDS);
		assertThat(there.get(60, TimeUnit.SECONDS)).isEqualTo(value).isEqualTo("done by attempt 1");
		first.join();
		second.join();
		assertThat(first.result().orElseThrow().code()).isEqualTo(second.result().orElseThrow().code())
			.isEqualTo("00000");
		assertThat(begun()).hasSize(1);
		assertThat(one.ends.size() + two.ends.size()).as("how often a callback was told").isEqualTo(1);
		assertThat(first.node()).isEmpty();
	}

	@Test
	void aStartAfterTheEndIsAnotherRunWithAHigherToken() throws Exception {
		Application one = application();
		Application two = application();
		open("gate");
		one.task(WorkerKind.THREAD, stepping()).start(this.folder.toString()).get(60, TimeUnit.SECONDS);
		two.task(WorkerKind.THREAD, stepping()).start(this.folder.toString()).get(60, TimeUnit.SECONDS);
		ParallelTask<String, String> again = one.task(WorkerKind.THREAD, stepping());
		again.start(this.folder.toString()).get(60, TimeUnit.SECONDS);
		again.join();
		again.start(this.folder.toString()).get(60, TimeUnit.SECONDS);
		assertThat(begun()).hasSize(4).allMatch((line) -> line.startsWith("1 "));
		assertThat(begun().stream().map((line) -> Long.parseLong(line.split(" ")[1])).toList()).isSorted()
			.doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@EnumSource(value = WorkerKind.class, names = { "THREAD", "PROCESS" })
	void whatIsCutOffEndsAndAnotherTakesItOver(WorkerKind kind) throws Exception {
		Application one = application(DYING, ENABLED);
		ParallelTask<String, String> first = one.task(kind, stepping());
		TaskFuture<String> here = first.start(this.folder.toString());
		awaitBegun(1);
		Application two = application();
		ParallelTask<String, String> second = two.task(kind, stepping());
		TaskFuture<String> there = second.start(this.folder.toString());
		await().atMost(LONG).until(() -> second.node().isPresent());
		one.down = true;
		ClusterTasks.Running next = awaitBegunBy(two);
		await().atMost(LONG).until(() -> one.context.getBean(Parallel.class).tasks().isEmpty());
		one.down = false;
		open("gate");
		String done = "done by attempt " + next.attempt();
		assertThat(there.get(60, TimeUnit.SECONDS)).isEqualTo(done);
		assertThat(here.get(60, TimeUnit.SECONDS)).isEqualTo(done);
		assertThat(one.ends).isEmpty();
		await().untilAsserted(() -> assertThat(two.ends).containsExactly("sum 00000"));
		assertThat(next.attempt()).isGreaterThan(1);
		assertThat(next.token()).isGreaterThan(Long.parseLong(begun().get(0).split(" ")[1]));
	}

	/**
	 * Waits until an application executes the task. One that was cut off may have begun
	 * it twice.
	 */
	private ClusterTasks.Running awaitBegunBy(Application one) {
		Cluster cluster = one.context.getBean(Cluster.class);
		String node = cluster.membership().node();
		return await().atMost(LONG)
			.until(() -> cluster.tasks()
				.running()
				.stream()
				.filter((run) -> run.node().equals(node) && begun().contains(run.attempt() + " " + run.token()))
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	@Test
	void whatFinishesThoughItIsFencedIsAcceptedUnlessAnotherHasTakenItOver() throws Exception {
		Application one = application(FENCED, ENABLED, "parallel.defaults.on-fenced=finish");
		TaskFuture<String> alone = one.task(WorkerKind.THREAD, stepping()).start(this.folder.toString());
		awaitBegun(1);
		Cluster cluster = one.context.getBean(Cluster.class);
		one.down = true;
		await().atMost(LONG).until(() -> cluster.membership().isFenced());
		open("gate");
		one.down = false;
		assertThat(alone.get(60, TimeUnit.SECONDS)).isEqualTo("done by attempt 1");
		Files.delete(this.folder.resolve("gate"));
		TaskFuture<String> here = one.task(WorkerKind.THREAD, waiting("late")).start(this.folder.toString());
		awaitBegun(2);
		Application two = application();
		TaskFuture<String> there = two.task(WorkerKind.THREAD, waiting("gate")).start(this.folder.toString());
		one.down = true;
		Cluster its = two.context.getBean(Cluster.class);
		two.context.getBean(ClusterStore.class).leave(its.tasks().running().get(0).node());
		awaitBegun(3);
		// The first one comes with its result when the run is another's already.
		open("late");
		await().atMost(LONG).until(() -> one.context.getBean(Parallel.class).tasks().isEmpty());
		one.down = false;
		open("gate");
		assertThat(there.get(60, TimeUnit.SECONDS)).isEqualTo("2");
		assertThat(here.get(60, TimeUnit.SECONDS)).isEqualTo("2");
		assertThat(begun()).hasSize(3);
		await().untilAsserted(() -> assertThat(two.ends).containsExactly("sum 00000"));
		await().untilAsserted(() -> assertThat(one.ends).as("of the first run").containsExactly("sum 00000"));
	}

	@ParameterizedTest
	@EnumSource(value = WorkerKind.class, names = { "THREAD", "PROCESS" })
	void eachInstancePausesResumesAndStopsIt(WorkerKind kind) throws Exception {
		Application one = application();
		ParallelTask<String, String> first = one.task(kind, stepping());
		TaskFuture<String> here = first.start(this.folder.toString());
		awaitBegun(1);
		ParallelTask<String, String> second = application().task(kind, stepping());
		TaskFuture<String> there = second.start(this.folder.toString());
		second.pause(LONG);
		assertThat(first.isPaused()).isTrue();
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(described(one)).extracting(ClusterDescription.Task::state)
				.containsExactly("PAUSED"));
		second.resume();
		await().atMost(LONG).until(() -> !first.isPaused() && !second.isPaused());
		assertThat(described(one)).extracting(ClusterDescription.Task::name).containsExactly("sum");
		second.stop(LONG);
		assertThat(there).isCancelled();
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> here.get(60, TimeUnit.SECONDS));
		assertThat(second.result().orElseThrow().code()).isEqualTo("21004");
		assertThat(begun()).hasSize(1);
		assertThat(described(one)).isEmpty();
	}

	@Test
	void anOperatorOfAnyInstanceHasItPausedAndStopped() throws Exception {
		Application one = application();
		ParallelTask<String, String> first = one.task(WorkerKind.THREAD, stepping());
		first.start(this.folder.toString());
		awaitBegun(1);
		SeenCluster other = new SeenCluster(application().context.getBean(Cluster.class));
		assertThat(other.operateTask("sum", "pause", "alice")).isTrue();
		await().atMost(LONG).until(first::isPaused);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(other.describe().tasks()).extracting(ClusterDescription.Task::state)
				.containsExactly("PAUSED"));
		assertThat(described(one)).extracting(ClusterDescription.Task::wanted)
			.containsExactly(new ClusterDescription.Wanted("pause", "alice"));
		assertThat(other.operateTask("sum", "force-stop", "bob")).isTrue();
		first.join(LONG);
		assertThat(first.result().orElseThrow().code()).isEqualTo("21004");
		assertThat(other.operateTask("sum", "resume", "bob")).isFalse();
	}

	@Test
	void theOneThatExecutesItStopsItForAll() throws Exception {
		ParallelTask<String, String> first = application().task(WorkerKind.THREAD, stepping());
		first.start(this.folder.toString());
		awaitBegun(1);
		ParallelTask<String, String> second = application().task(WorkerKind.THREAD, stepping());
		second.start(this.folder.toString());
		await().atMost(LONG).until(() -> second.node().isPresent());
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> second.join(Duration.ofMillis(10)))
			.withMessageContaining("instance '%s'".formatted(second.node().orElseThrow()));
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> second.start(this.folder.toString()))
			.withMessageContaining("is running");
		first.forceStop();
		first.join(LONG);
		second.join(LONG);
		assertThat(second.result().orElseThrow().code()).isEqualTo("21004");
	}

	@Test
	void aFailureEndsItForAll() throws Exception {
		ParallelTask<String, String> first = application().task(WorkerKind.THREAD, failing());
		ParallelTask<String, String> second = application().task(WorkerKind.THREAD, failing());
		List<TaskFuture<String>> all = List.of(first.start(this.folder.toString()),
				second.start(this.folder.toString()));
		await().atMost(LONG).until(() -> first.node().isPresent() && second.node().isPresent());
		open("gate");
		all.forEach((one) -> assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> one.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(TaskFailedException.class)
			.withStackTraceContaining("broken on purpose"));
		assertThat(begun()).hasSize(1);
	}

	@Test
	void whatAnInstanceHasThatLeavesIsTakenOver() throws Exception {
		Application one = application();
		TaskFuture<String> here = one.task(WorkerKind.THREAD, stepping()).start(this.folder.toString());
		awaitBegun(1);
		Application two = application();
		TaskFuture<String> there = two.task(WorkerKind.THREAD, stepping()).start(this.folder.toString());
		one.context.close();
		awaitBegun(2);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> here.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(WorkerDiedException.class)
			.withMessageContaining("this instance ends before it knows the outcome");
		assertThat(one.ends).isEmpty();
		open("gate");
		assertThat(there.get(60, TimeUnit.SECONDS)).isEqualTo("done by attempt 2");
	}

	@Test
	void whoWaitsForItsTurnHoldsUpNoApplicationThatCloses() throws Exception {
		TaskFuture<String> here = application().task(WorkerKind.THREAD, stepping()).start(this.folder.toString());
		awaitBegun(1);
		Application two = application();
		ParallelTask<String, String> second = two.task(WorkerKind.THREAD, stepping());
		TaskFuture<String> there = second.start(this.folder.toString());
		await().atMost(LONG).until(() -> second.node().isPresent());
		two.context.close();
		assertThat(there).isCompletedExceptionally();
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> second.start(this.folder.toString()))
			.withMessageContaining("closing");
		open("gate");
		assertThat(here.get(60, TimeUnit.SECONDS)).isEqualTo("done by attempt 1");
	}

	@Test
	void aDrainedInstanceDoesNotTakeItsTurnAndWhatIsStoppedBeforeNeverRuns() throws Exception {
		Application one = application();
		one.context.getBean(Cluster.class).drain(true);
		ParallelTask<String, String> task = one.task(WorkerKind.THREAD, stepping());
		TaskFuture<String> future = task.start(this.folder.toString());
		Application two = application();
		two.context.getBean(Cluster.class).drain(true);
		ParallelTask<String, String> other = two.task(WorkerKind.THREAD, stepping());
		TaskFuture<String> there = other.start(this.folder.toString());
		// It takes part once it has seen what was before.
		await().atMost(LONG).until(() -> two.reads.get() > 1);
		assertThat(future.cancel(true)).isTrue();
		assertThat(task.toString()).contains("waits for its turn");
		one.context.getBean(Cluster.class).drain(false);
		task.join(LONG);
		other.join(LONG);
		assertThat(future).isCancelled();
		assertThat(there).isCancelled();
		assertThat(begun()).isEmpty();
	}

	@Test
	void itNeedsANameAndACluster() {
		Parallel parallel = application().context.getBean(Parallel.class);
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> parallel.task(stepping()).scope(TaskScope.CLUSTER).build())
			.withMessageContaining("name");
		Application alone = application("parallel.cluster.enabled=false");
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> alone.task(WorkerKind.THREAD, stepping()))
			.withMessageContaining("parallel.cluster.enabled");
	}

	private static List<ClusterDescription.Task> described(Application one) {
		return new SeenCluster(one.context.getBean(Cluster.class)).describe().tasks();
	}

	/** Goes from checkpoint to checkpoint until a file is there. */
	private static TaskFunction<String, String> stepping() {
		return (folder, context) -> {
			Lines.write(folder, context);
			context.progress(0.5, "attempt " + context.attempt());
			while (!Files.exists(Path.of(folder, "gate"))) {
				context.checkpoint();
				Thread.sleep(5);
			}
			return "done by attempt " + context.attempt();
		};
	}

	/** Ignores whatever is wanted until a file is there. */
	private static TaskFunction<String, String> waiting(String gate) {
		return (folder, context) -> {
			Lines.write(folder, context);
			while (!Files.exists(Path.of(folder, gate))) {
				Thread.sleep(5);
			}
			return "" + context.attempt();
		};
	}

	private static TaskFunction<String, String> failing() {
		return (folder, context) -> {
			Lines.write(folder, context);
			while (!Files.exists(Path.of(folder, "gate"))) {
				Thread.sleep(5);
			}
			throw new IllegalStateException("broken on purpose");
		};
	}

	/** An application, whose way to the store may be cut. */
	static final class Application {

		final ConfigurableApplicationContext context;

		private final Queue<String> ends = new ConcurrentLinkedQueue<>();

		/** Ends that the store has refused for good. */
		final Queue<ClusterEndRefusedEvent> refused = new ConcurrentLinkedQueue<>();

		/** How often it has read the record of its task. */
		private final AtomicInteger reads = new AtomicInteger();

		private volatile boolean down;

		Application(ClusterStore store, List<String> properties) {
			ClusterStore cable = (ClusterStore) Proxy.newProxyInstance(ClusterStore.class.getClassLoader(),
					new Class<?>[] { ClusterStore.class }, (proxy, method, arguments) -> {
						if (this.down) {
							throw new ClusterStoreException("It is cut off", null);
						}
						try {
							Object answer = method.invoke(store, arguments);
							if (method.getName().equals("get")) {
								this.reads.incrementAndGet();
							}
							return answer;
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
			List<String> all = new ArrayList<>(FAST);
			all.addAll(properties);
			this.context = new SpringApplicationBuilder(ParallelClusterAutoConfiguration.class,
					ParallelAutoConfiguration.class)
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.initializers((context) -> ((GenericApplicationContext) context).registerBean("store",
						ClusterStore.class, () -> cable))
				.listeners((ApplicationListener<ClusterEndRefusedEvent>) this.refused::add)
				.run(all.stream().map((one) -> "--" + one).toArray(String[]::new));
		}

		ParallelTask<String, String> task(WorkerKind kind, TaskFunction<String, String> function) {
			return this.context.getBean(Parallel.class)
				.task(function)
				.name("sum")
				.kind(kind)
				.scope(TaskScope.CLUSTER)
				.callback(new TaskListener() {

					@Override
					public void ended(String id, String name, TaskResult result, @Nullable Object value) {
						Application.this.ends.add(name + " " + result.code());
					}

				})
				.build();
		}

	}

	/** What executions write into a file that all share. */
	static final class Lines {

		private Lines() {
		}

		static void write(String folder, TaskContext context) throws Exception {
			Files.writeString(Path.of(folder, "begun"), context.attempt() + " " + context.fencingToken() + "\n",
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}

		static List<String> in(Path folder) {
			Path file = folder.resolve("begun");
			try {
				return Files.exists(file) ? Files.readAllLines(file) : List.of();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
