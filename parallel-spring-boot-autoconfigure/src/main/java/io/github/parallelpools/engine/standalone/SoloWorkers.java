package io.github.parallelpools.engine.standalone;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerMemory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.Work;

/**
 * The worker of one run of a standalone task: makes it as its kind does, and lets the
 * run's owner reach it. A worker that can't start fails the run instead of being tried
 * again. Knows nothing of pools.
 */
final class SoloWorkers implements WorkerFactory {

	private static final System.Logger logger = System.getLogger(SoloWorkers.class.getName());

	private final WorkerFactory workers;

	private final @Nullable HandlerType type;

	private final Events events;

	private final Ticker ticker;

	private volatile @Nullable Open open;

	/** The loop's. */
	private @Nullable TaskHandler<?, ?> handler;

	private volatile long startedNanos;

	private volatile boolean started;

	/** The run's owner; called by the worker's loop. */
	interface Events {

		/** The worker is ready. Throws nothing. */
		void opened();

		/** The worker is gone, also if it was abandoned before. */
		void closed();

	}

	SoloWorkers(TaskWorkers workers, TaskSettings settings, @Nullable HandlerType type, List<String> commandPrefix,
			Events events, Ticker ticker) {
		this.type = type;
		this.events = events;
		this.ticker = ticker;
		this.workers = workers.workers(settings,
				(type != null) ? new TaskWorkers.Handler(type.type().getName(), this::makeHandler) : null,
				commandPrefix);
	}

	/** Refuses settings with which no worker could be made. */
	static void check(TaskWorkers workers, TaskSettings settings, @Nullable HandlerType type) {
		workers.workers(settings, (type != null) ? new TaskWorkers.Handler(type.type().getName(), type::make) : null,
				List.of());
	}

	/** Called in the worker's loop, which closes the worker too. */
	private TaskHandler<?, ?> makeHandler() {
		if (this.type == null) {
			throw new IllegalStateException("There is nothing to make");
		}
		TaskHandler<?, ?> made = this.type.make();
		this.handler = made;
		return made;
	}

	/** The process of the worker that is there. */
	OptionalLong pid() {
		Open current = this.open;
		return (current != null) ? current.pid() : OptionalLong.empty();
	}

	/** Whether a worker is there. */
	boolean isOpen() {
		return this.open != null;
	}

	void requestsChanged() {
		Open current = this.open;
		if (current != null) {
			current.requestsChanged();
		}
	}

	/** For how long the run has been executed. */
	long elapsedNanos() {
		return this.started ? this.ticker.nanos() - this.startedNanos : 0;
	}

	boolean isStarted() {
		return this.started;
	}

	@Override
	public Object encode(Work work) {
		return this.workers.encode(work);
	}

	@Override
	public Object encodeUnsubmitted(Work work) {
		return this.workers.encodeUnsubmitted(work);
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		return this.workers.thread(name, loop);
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws InterruptedException {
		try {
			Open made = new Open(this.workers.open(spec, events));
			this.open = made;
			this.events.opened();
			return made;
		}
		catch (WorkerStartException | RuntimeException | Error ex) {
			return new UnableWorker(ex);
		}
	}

	@Override
	public WorkerTraits traits() {
		return this.workers.traits();
	}

	@Override
	public WorkerMemory workerMemory() {
		return this.workers.workerMemory();
	}

	@Override
	public void close() {
		this.workers.close();
	}

	/** A worker that is there. */
	private final class Open implements Worker {

		private final Worker worker;

		Open(Worker worker) {
			this.worker = worker;
		}

		@Override
		public OptionalLong pid() {
			return this.worker.pid();
		}

		@Override
		public TaskOutcome execute(Object payload, TaskRun run) {
			SoloWorkers.this.startedNanos = SoloWorkers.this.ticker.nanos();
			SoloWorkers.this.started = true;
			TaskOutcome outcome = this.worker.execute(payload, run);
			if (outcome instanceof TaskOutcome.Died died && !died.began()) {
				SoloWorkers.this.started = false;
			}
			return outcome;
		}

		@Override
		public boolean hasBegun() {
			return this.worker.hasBegun();
		}

		@Override
		public void abort() {
			this.worker.abort();
		}

		@Override
		public void interrupt() {
			this.worker.interrupt();
		}

		@Override
		public @Nullable String stack(Duration timeout) {
			return this.worker.stack(timeout);
		}

		@Override
		public void requestsChanged() {
			this.worker.requestsChanged();
		}

		@Override
		public boolean isAlive() {
			return this.worker.isAlive();
		}

		@Override
		public void close() {
			try {
				closeHandler();
				this.worker.close();
			}
			finally {
				SoloWorkers.this.open = null;
				SoloWorkers.this.events.closed();
			}
		}

		private void closeHandler() {
			if (SoloWorkers.this.handler instanceof AutoCloseable closeable) {
				try {
					closeable.close();
				}
				catch (Throwable ex) {
					SafeLog.log(logger, System.Logger.Level.WARNING,
							"The handler " + closeable.getClass().getName() + " could not be closed", ex);
				}
			}
		}

		@Override
		public @Nullable String causeOfDeath() {
			return this.worker.causeOfDeath();
		}

	}

}
