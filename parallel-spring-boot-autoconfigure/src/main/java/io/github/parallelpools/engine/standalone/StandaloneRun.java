package io.github.parallelpools.engine.standalone;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.PoolNames;
import io.github.parallelpools.engine.pool.WorkerPool;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Followers;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.Work;

/**
 * One run of a standalone task: a pool of one worker for one execution, which stops by
 * itself when that has ended and is then forgotten. Knows nothing of other runs.
 *
 * @param <O> the type of the result
 */
final class StandaloneRun<O extends @Nullable Object> {

	private final StandaloneTasks tasks;

	private final TaskSettings settings;

	private final String workerId;

	private final SoloWorkers workers;

	private final WorkerPool pool;

	private final Execution<O> execution;

	private final RunEnd end = new RunEnd(this::told, this::poolStopped, this::poolMayHaveStopped);

	/** Why the run ends if no worker has taken it. */
	private volatile String unrun = "the application closed before it was run";

	@SuppressWarnings("unchecked")
	StandaloneRun(StandaloneTasks tasks, TaskRecipe<?, O> recipe, TaskSettings settings, RunStart start,
			List<String> commandPrefix, Consumer<StandaloneRun<O>> opened) {
		this.tasks = tasks;
		this.settings = settings;
		this.workerId = tasks.nextWorkerId(settings);
		this.workers = SoloWorkers.of(tasks.workers(), settings, recipe.type(), commandPrefix,
				new SoloWorkers.Events() {

					@Override
					public void opened() {
						opened.accept(StandaloneRun.this);
					}

					@Override
					public void closed() {
						tasks.removeIfGone(StandaloneRun.this);
					}

				}, tasks.ticker());
		this.pool = tasks.pool(settings, this.workers, recipe, names(), this.end);
		Work work = recipe.work(start.argument());
		RunStart.Origin origin = start.origin();
		this.execution = (origin == null) ? this.pool.prepare(work)
				: (Execution<O>) this.pool.prepare(work, origin.identity(), origin.follower());
	}

	/**
	 * Begins. Either it does, and its end will be told, or nothing of it is left. Runs no
	 * foreign code.
	 */
	void launch() {
		try {
			this.tasks.add(this);
		}
		catch (RuntimeException | Error ex) {
			this.end.never();
			Followers.refused(this.execution, ex);
			throw ex;
		}
		begin();
		if (this.execution.isDecided()) {
			// Somebody was faster, and the pool may not have noticed.
			this.pool.stop();
		}
	}

	private void begin() {
		try {
			this.pool.put(this.execution);
		}
		catch (TaskRejectedException ex) {
			this.tasks.remove(this);
			this.end.never();
			throw StandaloneTasks.closing(this.settings);
		}
		try {
			this.pool.start();
		}
		catch (PoolStateException ex) {
			// The application has closed since, and with it the pool, which tells of the
			// end.
			return;
		}
	}

	/** Waits until another thread has begun the run, which it does at once. */
	private synchronized void awaitLaunch() {
		// Whoever launches has this monitor.
	}

	TaskSettings settings() {
		return this.settings;
	}

	boolean hasId(String id) {
		return this.settings.id().equals(id);
	}

	WorkerPool pool() {
		return this.pool;
	}

	TaskFuture<O> future() {
		return this.execution;
	}

	boolean isRunning() {
		return this.end.result() == null;
	}

	@Nullable TaskResult result() {
		return this.end.result();
	}

	@Nullable TaskProgress progress() {
		return this.execution.progress();
	}

	boolean isPaused() {
		return isRunning() && this.execution.isWaiting() && this.execution.isPauseRequested();
	}

	OptionalLong pid() {
		return isRunning() ? this.workers.pid() : OptionalLong.empty();
	}

	/** Whether the pool has stopped and no thread goes on in spite of it. */
	boolean isGone() {
		return this.end.isStopped() && !this.workers.isOpen();
	}

	void pause() {
		this.execution.control().pause();
		this.workers.requestsChanged();
	}

	/** Returns whether the run waits or has ended. */
	boolean awaitPause(Duration timeout) throws InterruptedException {
		return this.execution.control().awaitWaiting(timeout);
	}

	void resume() {
		this.execution.control().resume();
		this.workers.requestsChanged();
	}

	void stop() {
		this.execution.control().stop();
		this.workers.requestsChanged();
		awaitLaunch();
		if (this.pool.withdraw(this.execution, "it was asked to stop before it began")) {
			this.tasks.later(() -> this.pool.tell(this.execution));
		}
	}

	void forceStop(String reason) {
		awaitLaunch();
		this.unrun = reason;
		this.pool.forceStop(reason);
	}

	/** Whether the calling thread executes the run or tells of its end. */
	boolean isOnDuty() {
		return this.pool.isOnDuty();
	}

	/**
	 * Whether whoever executes the run or tells of its end waits for the application's.
	 */
	boolean isEndingApplication() {
		return this.pool.isEndingApplication();
	}

	/** Waits until the end was told. Returns {@code false} if it was not in time. */
	boolean join(@Nullable Duration timeout) throws InterruptedException {
		if (isOnDuty()) {
			if (isRunning()) {
				throw new PoolStateException(this.settings.title() + " can't wait for its own end.");
			}
			return true;
		}
		return this.end.await(timeout);
	}

	TaskSnapshot snapshot() {
		OptionalLong pid = this.workers.pid();
		return new TaskSnapshot(this.settings.id(), this.settings.name(), this.settings.kind(), state(), this.workerId,
				pid.isPresent() ? pid.getAsLong() : null, progress(), Duration.ofNanos(this.workers.elapsedNanos()));
	}

	private TaskSnapshot.State state() {
		if (!isRunning()) {
			return (this.end.isStopped() && this.workers.isOpen()) ? TaskSnapshot.State.ABANDONED
					: TaskSnapshot.State.ENDED;
		}
		if (!this.workers.isStarted()) {
			return TaskSnapshot.State.STARTING;
		}
		if (this.execution.isStopRequested()) {
			return TaskSnapshot.State.STOPPING;
		}
		return isPaused() ? TaskSnapshot.State.PAUSED : TaskSnapshot.State.RUNNING;
	}

	String title() {
		return this.settings.title();
	}

	private PoolNames names() {
		return new PoolNames((number) -> this.workerId, (number) -> this.settings.id(), (task) -> title(),
				(property) -> "its overtime", "the application closed", () -> this.unrun, System.Logger.Level.DEBUG);
	}

	private void told() {
		this.tasks.told(this);
	}

	private void poolMayHaveStopped() {
		if (this.pool.state() == PoolState.STOPPED) {
			poolStopped();
		}
	}

	private void poolStopped() {
		this.tasks.later(() -> {
			this.tasks.forget(this);
			this.end.forgotten();
			this.tasks.removeIfGone(this);
		});
	}

}
