package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;

/**
 * A standalone task that has one run at a time in the whole cluster. It stands around the
 * task of this instance, which executes the run when it is its turn. Safe for use by
 * several threads.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
final class ClusterTask<I extends @Nullable Object, O extends @Nullable Object> implements ParallelTask<I, O> {

	private final ClusterTasks tasks;

	private final LocalTask<I, O> local;

	private final ParallelTask<I, O> task;

	private final TaskPart.Rules rules;

	/** The last run. */
	private final AtomicReference<@Nullable TaskPart<I, O>> last = new AtomicReference<>();

	ClusterTask(ClusterTasks tasks, LocalTask<I, O> local, TaskPart.Rules rules) {
		this.tasks = tasks;
		this.local = local;
		this.task = local.task();
		this.rules = rules;
	}

	@Override
	public String id() {
		return this.task.id();
	}

	@Override
	public String name() {
		return this.task.name();
	}

	@Override
	public TaskSettings settings() {
		return this.task.settings();
	}

	@Override
	public TaskScope scope() {
		return TaskScope.CLUSTER;
	}

	@Override
	public Optional<String> node() {
		TaskPart<I, O> part = running();
		TaskRecord.Run run = (part != null) ? part.run() : null;
		return (run != null) ? Optional.of(run.name()) : Optional.empty();
	}

	@Override
	public TaskFuture<O> start() {
		return launch(this.local.argument());
	}

	@Override
	public TaskFuture<O> start(I argument) {
		return launch(argument);
	}

	private TaskFuture<O> launch(@Nullable I argument) {
		TaskPart<I, O> before = this.last.get();
		requireEnded(before);
		if (!this.local.mayStart()) {
			throw new PoolStateException("%s can't start: the application is closing.".formatted(title()));
		}
		TaskPart<I, O> next = new TaskPart<>(this.tasks, this.local, argument, this.rules);
		if (!this.last.compareAndSet(before, next)) {
			throw isRunningException();
		}
		this.local.keepAlive(true);
		this.tasks.add(next, name());
		return next.future();
	}

	private void requireEnded(@Nullable TaskPart<I, O> part) {
		if (part != null && part.isRunning()) {
			throw isRunningException();
		}
	}

	private PoolStateException isRunningException() {
		return new PoolStateException(
				"%s is running and can't start. Wait for its end with join(), end it with stop() or forceStop(), or make another task."
					.formatted(title()));
	}

	private String title() {
		return settings().title();
	}

	private @Nullable TaskPart<I, O> running() {
		TaskPart<I, O> part = this.last.get();
		return (part != null && part.isRunning()) ? part : null;
	}

	private void order(TaskOrder order) {
		TaskPart<I, O> part = running();
		if (part != null) {
			part.order(order);
		}
	}

	@Override
	public void join() throws InterruptedException {
		TaskPart<I, O> part = this.last.get();
		if (part != null) {
			part.join(null);
		}
	}

	@Override
	public void join(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		await(this.last.get(), timeout, "has not ended");
	}

	private void await(@Nullable TaskPart<I, O> part, Duration timeout, String what) throws InterruptedException {
		if (part != null && !part.join(timeout)) {
			throw timeout(part, timeout, what, "Wait on, or end it with stop() or forceStop()");
		}
	}

	private PoolTimeoutException timeout(TaskPart<I, O> part, Duration timeout, String what, String remedy) {
		return new PoolTimeoutException("%s %s after %s ms: %s. %s.".formatted(title(), what,
				TimeUnit.MILLISECONDS.convert(timeout), part.describe(), remedy));
	}

	@Override
	public void pause() {
		order(TaskOrder.PAUSE);
	}

	@Override
	public void pause(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		TaskPart<I, O> part = running();
		if (part == null) {
			return;
		}
		part.order(TaskOrder.PAUSE);
		part.requireOutside();
		if (!part.awaitPause(timeout)) {
			throw timeout(part, timeout, "has come to no checkpoint",
					"It waits at the next one unless it is resumed; let it call TaskContext.checkpoint() more often");
		}
	}

	@Override
	public void resume() {
		order(TaskOrder.RESUME);
	}

	@Override
	public void stop() {
		order(TaskOrder.STOP);
	}

	@Override
	public void stop(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		TaskPart<I, O> part = this.last.get();
		stop();
		await(part, timeout, "is still running");
	}

	@Override
	public void forceStop() {
		order(TaskOrder.FORCE_STOP);
	}

	@Override
	public boolean isRunning() {
		return running() != null;
	}

	@Override
	public boolean isPaused() {
		TaskPart<I, O> part = running();
		return part != null && part.isPaused();
	}

	@Override
	public boolean isDaemon() {
		return this.task.isDaemon();
	}

	@Override
	public Optional<TaskFuture<O>> future() {
		return Optional.ofNullable(this.last.get()).map(TaskPart::future);
	}

	@Override
	public Optional<TaskResult> result() {
		return Optional.ofNullable(this.last.get()).map(TaskPart::result);
	}

	@Override
	public Optional<TaskProgress> progress() {
		return Optional.ofNullable(this.last.get()).map(TaskPart::progress);
	}

	@Override
	public OptionalLong pid() {
		return this.task.pid();
	}

	@Override
	public void bindCpu(int... cpus) {
		this.task.bindCpu(cpus);
	}

	@Override
	public OptionalInt runningCpu() {
		return this.task.runningCpu();
	}

	@Override
	public String toString() {
		TaskPart<I, O> part = running();
		return title() + " of the cluster" + ((part != null) ? ", running: " + part.describe() : "");
	}

}
