package io.github.parallelpools.demonstrations;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.thread.LoopThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The seven demonstrations of the library that this one follows, with shorter times. The
 * same code runs on every kind of worker; nothing but the kind changes.
 */
@Timeout(120)
class DemonstrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Who waits for processes may have to wait for other work of the machine. */
	private final Ended ended = new Ended();

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class))
		.withPropertyValues("parallel.defaults.process.max-heap=32MB")
		.withBean("ended", TaskListener.class, () -> this.ended);

	static Stream<WorkerKind> kinds() {
		return Stream.of(WorkerKind.values())
			.filter((kind) -> kind != WorkerKind.VIRTUAL || LoopThreads.isVirtualSupported());
	}

	// 1 and 2: tasks with arguments, results and callbacks

	record Words(String a, String b, String c, String p1, String p2) implements Serializable {
	}

	static String demonstrate(Words words, TaskContext context) {
		return "r1-%s of %s".formatted(words.a(), context.args().get("who"));
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void twoTasksOneOfThemWithOtherArguments(WorkerKind kind) {
		this.application.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			Told told = new Told();
			ParallelTask<Words, String> first = demonstration(parallel, kind, "t1", told);
			ParallelTask<Words, String> second = demonstration(parallel, kind, "t2", told);
			first.start();
			second.start(new Words("other", "b", "c", "p1", "p2"));
			first.join();
			second.join(PATIENCE);
			assertThat(told.lines).containsExactlyInAnyOrder("t1 t1-name 00000 r1-a of demo",
					"t2 t2-name 00000 r1-other of demo");
			assertThat(first.isRunning()).isFalse();
			assertThat(first.start().join()).isEqualTo("r1-a of demo");
		});
	}

	private static ParallelTask<Words, String> demonstration(Parallel parallel, WorkerKind kind, String id, Told told) {
		return parallel.task(DemonstrationTests::demonstrate)
			.id(id)
			.name(id + "-name")
			.kind(kind)
			.argument(new Words("a", "b", "c", "p1", "p2"))
			.args(java.util.Map.of("who", "demo"))
			.callback(told)
			.daemon(true)
			.build();
	}

	// 3: two tasks under one lock write into a shared map

	static String mark(String name, TaskContext context) throws InterruptedException {
		SharedMap<List<String>> marks = context.map("marks");
		for (String what : List.of("start", "end")) {
			marks.merge("all", List.of(name + " " + what), DemonstrationTests::joined);
			Thread.sleep(20);
		}
		return name;
	}

	private static List<String> joined(List<String> some, List<String> more) {
		List<String> all = new ArrayList<>(some);
		all.addAll(more);
		return all;
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void tasksUnderOneLockDoNotInterleave(WorkerKind kind) {
		this.application.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			List<ParallelTask<String, String>> tasks = Stream.of("one", "two")
				.map((name) -> parallel.task(DemonstrationTests::mark)
					.name(name)
					.kind(kind)
					.argument(name)
					.lock("marking")
					.build())
				.toList();
			for (int round = 0; round < 3; round++) {
				tasks.forEach(ParallelTask::start);
				for (ParallelTask<String, String> task : tasks) {
					task.join(PATIENCE);
				}
			}
			List<String> marks = parallel.<List<String>>map("marks").get("all");
			assertThat(marks).hasSize(12);
			for (int i = 0; i < marks.size(); i += 2) {
				String name = marks.get(i).split(" ")[0];
				assertThat(marks.subList(i, i + 2)).containsExactly(name + " start", name + " end");
			}
		});
	}

	// 4: tasks that never end are stopped by force

	static String never(String name, TaskContext context) throws InterruptedException {
		context.map("running").put(name, true);
		while (true) {
			Thread.sleep(10);
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aTaskThatNeverEndsIsStoppedByForce(WorkerKind kind) {
		this.application.run((context) -> {
			Parallel parallel = context.getBean(Parallel.class);
			Told told = new Told();
			ParallelTask<String, String> task = parallel.task(DemonstrationTests::never)
				.id("endless")
				.name("endless")
				.kind(kind)
				.argument("endless")
				.callback(told)
				.build();
			task.start();
			await().atMost(PATIENCE).until(() -> parallel.map("running").containsKey("endless"));
			assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> task.join(Duration.ofMillis(50)))
				.withMessageContaining("endless");
			task.forceStop();
			task.join(PATIENCE);
			assertThat(task.isRunning()).isFalse();
			assertThat(told.lines).containsExactly("endless endless 21004 null");
		});
	}

	// 5: a pool that handles what is queued and stops by itself

	/** Counts each item in a shared map. */
	public static final class Counter implements TaskHandler<Integer, Boolean> {

		@Override
		public Boolean handle(Integer item, TaskContext context) throws InterruptedException {
			context.<Long>map("handled").addAndGet("item " + item, 1);
			Thread.sleep(Long.parseLong(context.args().getOrDefault("millis", "0")));
			return true;
		}

	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aPoolHandlesEverythingOnceAndStopsByItself(WorkerKind kind) {
		pool(kind, Counter.class, "max-size=10", "auto-start=false", "auto-stop=true").run((context) -> {
			ParallelPool pool = context.getBean("demo", ParallelPool.class);
			IntStream.range(0, 100).forEach(pool::send);
			pool.start();
			await().atMost(PATIENCE).until(() -> pool.state() == PoolState.STOPPED);
			SharedMap<Long> handled = context.getBean(Parallel.class).map("handled");
			assertThat(handled).hasSize(100);
			assertThat(handled.values()).containsOnly(1L);
			assertThat(pool.snapshot().size().peak()).isLessThanOrEqualTo(10);
			await().atMost(PATIENCE).until(() -> this.ended.codes.size() == 100);
			assertThat(this.ended.codes).containsOnly("00000");
		});
	}

	// 6: a pool that grows, shrinks and grows again

	@ParameterizedTest
	@MethodSource("kinds")
	void aPoolShrinksWhenIdleAndGrowsAgain(WorkerKind kind) {
		pool(kind, Counter.class, "min-size=5", "max-size=10", "worker-release-time=300ms", "args.millis=50")
			.run((context) -> {
				ParallelPool pool = context.getBean("demo", ParallelPool.class);
				IntStream.range(0, 10).forEach(pool::send);
				pool.join(PATIENCE);
				await().atMost(PATIENCE)
					.until(() -> pool.snapshot().size(), (size) -> size.idle() == 5 && size.current() == 5);
				long started = pool.snapshot().totals().workers().started();
				IntStream.range(10, 60).forEach(pool::send);
				await().atMost(PATIENCE).until(() -> pool.snapshot().totals().workers().started() > started);
				pool.join(PATIENCE);
				pool.stop(PATIENCE);
				assertThat(pool.snapshot().size().peak()).isBetween(6, 10);
				assertThat(pool.snapshot().totals().completed()).isEqualTo(60);
				assertThat(context.getBean(Parallel.class).map("handled")).hasSize(60);
			});
	}

	// 7: tasks that are over time, with each policy

	/** Never ends. */
	public static final class Endless implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) throws InterruptedException {
			return never(item, context);
		}

	}

	private ApplicationContextRunner overtime(WorkerKind kind, String policy) {
		return pool(kind, Endless.class, "max-size=2", "worker-overtime=300ms", "overtime-policy=" + policy,
				"max-replacements=1");
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void whatIsOverTimeIsIgnored(WorkerKind kind) {
		overtime(kind, "ignore").run((context) -> {
			ParallelPool pool = context.getBean("demo", ParallelPool.class);
			IntStream.range(0, 4).forEach((i) -> pool.send("task " + i));
			await().atMost(PATIENCE).until(() -> pool.snapshot().totals().overtime().tasks() == 2);
			assertThat(pool.snapshot().size().busy()).isEqualTo(2);
			endByForce(pool, 2);
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void whatIsOverTimeIsReplaced(WorkerKind kind) {
		overtime(kind, "replace").run((context) -> {
			ParallelPool pool = context.getBean("demo", ParallelPool.class);
			IntStream.range(0, 4).forEach((i) -> pool.send("task " + i));
			await().atMost(PATIENCE).until(() -> pool.snapshot().totals().overtime().tasks() == 3);
			PoolSnapshot.Size size = pool.snapshot().size();
			assertThat(size.busy()).isEqualTo(3);
			assertThat(pool.snapshot().totals().overtime().replaced()).isEqualTo(1);
			endByForce(pool, 3);
		});
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void whatIsOverTimeIsKilled(WorkerKind kind) {
		overtime(kind, "kill").run((context) -> {
			ParallelPool pool = context.getBean("demo", ParallelPool.class);
			IntStream.range(0, 4).forEach((i) -> pool.send("task " + i));
			pool.join(PATIENCE);
			assertThat(this.ended.codes).hasSize(4).containsOnly("21005");
			assertThat(pool.snapshot().totals().overtime().killed()).isEqualTo(4);
		});
	}

	private void endByForce(ParallelPool pool, int running) throws InterruptedException {
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.stop(Duration.ofMillis(50)))
			.withMessageContaining("demo-1");
		pool.forceStop();
		pool.stop(PATIENCE);
		assertThat(pool.workers()).isEmpty();
		await().atMost(PATIENCE).until(() -> this.ended.codes.size() == running);
		assertThat(this.ended.codes).containsOnly("21004");
		assertThat(pool.snapshot().queue().size()).isEqualTo(4 - running);
	}

	private ApplicationContextRunner pool(WorkerKind kind, Class<?> handler, String... properties) {
		return this.application
			.withPropertyValues("parallel.pools.demo.kind=" + kind, "parallel.pools.demo.handler=" + handler.getName())
			.withPropertyValues(
					Stream.of(properties).map((one) -> "parallel.pools.demo." + one).toArray(String[]::new));
	}

	/** Is told of the ends of tasks. */
	private static final class Told implements TaskCallback<String> {

		private final Queue<String> lines = new ConcurrentLinkedQueue<>();

		@Override
		public void ended(String id, String name, TaskResult result, @Nullable String value) {
			this.lines.add("%s %s %s %s".formatted(id, name, result.code(), value));
		}

	}

	/** Is told of the ends of the tasks of pools. */
	private static final class Ended implements TaskListener {

		private final Queue<String> codes = new ConcurrentLinkedQueue<>();

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			if (pool.equals("demo")) {
				this.codes.add(result.code());
			}
		}

	}

}
