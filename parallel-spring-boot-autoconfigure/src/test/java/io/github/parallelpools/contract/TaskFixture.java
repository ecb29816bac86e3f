package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.standalone.StandaloneTasks;
import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.CpuBinding;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.process.LinuxCpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Standalone tasks, and what their callbacks are told. */
@Timeout(120)
abstract class TaskFixture {

	static final Duration LONG = Duration.ofSeconds(20);

	static final Duration SHORT = Duration.ofMillis(30);

	private final TestWorkers workers;

	@TempDir
	Path directory;

	Gate gate;

	final ParallelEngine engine = new ParallelEngine();

	StandaloneTasks tasks;

	final Calls calls = new Calls();

	TaskFixture(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.gate = Gate.in(this.directory);
		this.tasks = this.engine.tasks(new Made(this.workers));
	}

	@AfterEach
	void close() {
		this.engine.close();
		this.workers.close();
	}

	final WorkerKind kind() {
		return this.workers.kind();
	}

	<I, O> ParallelTask.Builder<I, O> task(TaskFunction<I, O> function) {
		return this.tasks.task(function).name("sum").kind(kind()).callback(this.calls);
	}

	/** Goes from checkpoint to checkpoint until it is let go. */
	TaskFunction<Object, String> stepping() {
		Gate door = this.gate;
		return (item, context) -> {
			door.arrive("step");
			while (!door.isOpen()) {
				context.checkpoint();
				Thread.onSpinWait();
			}
			return "done";
		};
	}

	/** Comes to no checkpoint until it is let go. */
	TaskFunction<Object, String> waiting() {
		Gate door = this.gate;
		return (item, context) -> {
			door.arrive("wait");
			door.awaitOpen();
			context.checkpoint();
			return "done";
		};
	}

	<I, O> ParallelTask<I, O> running(ParallelTask<I, O> task) {
		int before = this.gate.arrivals();
		task.start();
		await().until(() -> this.gate.arrivals() > before);
		return task;
	}

	void assertNothingIsLeft() {
		await().untilAsserted(() -> {
			assertThat(this.tasks.snapshots()).isEmpty();
			assertThat(TaskLeaks.pools(this.engine)).isZero();
			assertThat(TaskLeaks.watched(this.engine)).isZero();
			assertThat(TaskLeaks.threads("sum-t")).isZero();
		});
	}

	/** How the engine has the workers of a task made. */
	private record Made(TestWorkers made) implements TaskWorkers {

		@Override
		public WorkerFactory workers(TaskSettings settings, @Nullable Handler handler, List<String> prefix) {
			return this.made.standalone(settings, handler, prefix);
		}

		@Override
		public Duration killGrace() {
			return Duration.ofMillis(300);
		}

		@Override
		public CpuBinding cpus() {
			return new LinuxCpus();
		}

	}

	/** What a callback was told. */
	record Call(String id, String name, String code, @Nullable Object value) {
	}

	/** Notes what it is told. */
	static final class Calls implements TaskListener {

		final List<String> started = new CopyOnWriteArrayList<>();

		final List<Call> ends = new CopyOnWriteArrayList<>();

		@Override
		public void started(String id, String pool) {
			this.started.add(id);
		}

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.ends.add(new Call(id, pool, result.code(), value));
		}

	}

}
