package io.github.parallelpools.engine.standalone;

import java.time.Duration;
import java.util.List;
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
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;

/**
 * The task that users see: turns calls into runs, one at a time, and into requests to the
 * last one. It has as many methods as the interface, and is large for that.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
final class StandaloneTask<I extends @Nullable Object, O extends @Nullable Object>
		implements ParallelTask<I, O>, SoloTask<I, O> {

	private final StandaloneTasks tasks;

	private final TaskSettings settings;

	private final TaskRecipe<I, O> recipe;

	private final @Nullable I argument;

	/** The last run. */
	private final AtomicReference<@Nullable StandaloneRun<O>> last = new AtomicReference<>();

	private final TaskCpus cpus;

	StandaloneTask(StandaloneTasks tasks, TaskSettings settings, TaskRecipe<I, O> recipe, @Nullable I argument) {
		this.tasks = tasks;
		this.settings = settings;
		this.recipe = recipe;
		this.argument = argument;
		this.cpus = new TaskCpus(tasks.workers().cpus(), settings);
	}

	@Override
	public String id() {
		return this.settings.id();
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public TaskSettings settings() {
		return this.settings;
	}

	@Override
	public TaskScope scope() {
		return TaskScope.LOCAL;
	}

	@Override
	public Optional<String> node() {
		return Optional.empty();
	}

	@Override
	public boolean isDaemon() {
		return this.settings.daemon();
	}

	@Override
	public TaskFuture<O> start() {
		return launch(this.recipe, new RunStart(this.argument, null));
	}

	@Override
	public TaskFuture<O> start(I other) {
		return launch(this.recipe, new RunStart(other, null));
	}

	private TaskFuture<O> launch(TaskRecipe<I, O> what, RunStart start) {
		StandaloneRun<O> before = this.last.get();
		requireEnded(before);
		TaskCpus.Choice chosen = this.cpus.chosen();
		StandaloneRun<O> next = new StandaloneRun<>(this.tasks, what, this.settings, start, chosen.prefix(),
				(run) -> this.cpus.opened(run.pid(), chosen));
		// Who ends the run by force waits for this monitor.
		synchronized (next) {
			if (!this.last.compareAndSet(before, next)) {
				requireEnded(this.last.get());
				throw isRunning(this.settings);
			}
			boolean launched = false;
			try {
				next.launch();
				launched = true;
			}
			finally {
				if (!launched) {
					this.last.compareAndSet(next, before);
				}
			}
		}
		return next.future();
	}

	private void requireEnded(@Nullable StandaloneRun<O> run) {
		if (run != null && run.isRunning()) {
			throw isRunning(this.settings);
		}
	}

	private static PoolStateException isRunning(TaskSettings settings) {
		return new PoolStateException(
				"%s is running and can't start. Wait for its end with join(), end it with stop() or forceStop(), or make another task."
					.formatted(settings.title()));
	}

	@Override
	public void join() throws InterruptedException {
		StandaloneRun<O> run = this.last.get();
		if (run != null) {
			run.join(null);
		}
	}

	@Override
	public void join(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		await(this.last.get(), timeout, "has not ended");
	}

	private void await(@Nullable StandaloneRun<O> run, Duration timeout, String what) throws InterruptedException {
		if (run != null && !run.join(timeout)) {
			throw timeout(run, timeout, what, "Wait on, or end it with stop() or forceStop()");
		}
	}

	private PoolTimeoutException timeout(StandaloneRun<O> run, Duration timeout, String what, String remedy) {
		return new PoolTimeoutException("%s %s after %s ms: %s. %s.".formatted(this.settings.title(), what,
				TimeUnit.MILLISECONDS.convert(timeout), run.snapshot().describe(), remedy));
	}

	@Override
	public void pause() {
		StandaloneRun<O> run = running();
		if (run != null) {
			run.pause();
		}
	}

	@Override
	public void pause(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		StandaloneRun<O> run = running();
		if (run == null) {
			return;
		}
		run.pause();
		if (run.isOnDuty()) {
			throw new PoolStateException(this.settings.title()
					+ " can't wait for its own checkpoint. It waits at the next one unless it is resumed.");
		}
		if (!run.awaitPause(timeout)) {
			throw timeout(run, timeout, "has come to no checkpoint",
					"It waits at the next one unless it is resumed; let it call TaskContext.checkpoint() more often");
		}
	}

	@Override
	public void resume() {
		StandaloneRun<O> run = running();
		if (run != null) {
			run.resume();
		}
	}

	@Override
	public void stop() {
		StandaloneRun<O> run = running();
		if (run != null) {
			run.stop();
		}
	}

	@Override
	public void stop(Duration timeout) throws InterruptedException {
		Objects.requireNonNull(timeout, "A timeout can't be null");
		StandaloneRun<O> run = this.last.get();
		stop();
		await(run, timeout, "is still running");
	}

	@Override
	public void forceStop() {
		StandaloneRun<O> run = running();
		if (run != null) {
			run.forceStop("it was stopped by force");
		}
	}

	@Override
	public boolean isRunning() {
		return running() != null;
	}

	private @Nullable StandaloneRun<O> running() {
		StandaloneRun<O> run = this.last.get();
		return (run != null && run.isRunning()) ? run : null;
	}

	@Override
	public boolean isPaused() {
		StandaloneRun<O> run = this.last.get();
		return run != null && run.isPaused();
	}

	@Override
	public Optional<TaskFuture<O>> future() {
		return Optional.ofNullable(this.last.get()).map(StandaloneRun::future);
	}

	@Override
	public Optional<TaskResult> result() {
		return Optional.ofNullable(this.last.get()).map(StandaloneRun::result);
	}

	@Override
	public Optional<TaskProgress> progress() {
		return Optional.ofNullable(this.last.get()).map(StandaloneRun::progress);
	}

	@Override
	public OptionalLong pid() {
		StandaloneRun<O> run = this.last.get();
		return (run != null) ? run.pid() : OptionalLong.empty();
	}

	@Override
	public void bindCpu(int... numbers) {
		this.cpus.choose(numbers, this::pid);
	}

	@Override
	public OptionalInt runningCpu() {
		return this.cpus.running(this::pid);
	}

	// For the cluster

	@Override
	public ParallelTask<I, O> task() {
		return this;
	}

	@Override
	public @Nullable I argument() {
		return this.argument;
	}

	@Override
	public List<TaskListener> listeners() {
		return this.recipe.listeners();
	}

	@Override
	public @Nullable Class<?> handler() {
		HandlerType type = this.recipe.type();
		return (type != null) ? type.type() : null;
	}

	@Override
	public void start(@Nullable I given, TaskIdentity identity, TaskFollower follower, TaskListener listener) {
		launch(this.recipe.telling(List.of(listener)), new RunStart(given, new RunStart.Origin(identity, follower)));
	}

	@Override
	public boolean mayStart() {
		return this.tasks.mayStart();
	}

	@Override
	public void keepAlive(boolean keeps) {
		if (!this.settings.daemon()) {
			this.tasks.keepAlive(keeps);
		}
	}

	@Override
	public String toString() {
		return this.settings.title() + (isPaused() ? ", paused" : isRunning() ? ", running" : "");
	}

}
