package io.github.parallelpools.engine.standalone;

import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.spi.ForwardingWorker;
import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskOutcome;

/**
 * The worker of one run of a standalone task: makes it as its kind does, and lets the
 * run's owner reach it. A worker that can't start fails the run instead of being tried
 * again. Knows nothing of pools.
 */
final class SoloWorkers extends ForwardingWorkerFactory {

	private final @Nullable SoloHandler handler;

	private final Events events;

	private final Ticker ticker;

	private volatile @Nullable Open open;

	private volatile long startedNanos;

	private volatile boolean started;

	/** The run's owner; called by the worker's loop. */
	interface Events {

		/** The worker is ready. Throws nothing. */
		void opened();

		/** The worker is gone, also if it was abandoned before. */
		void closed();

	}

	private SoloWorkers(WorkerFactory workers, @Nullable SoloHandler handler, Events events, Ticker ticker) {
		super(workers);
		this.handler = handler;
		this.events = events;
		this.ticker = ticker;
	}

	static SoloWorkers of(TaskWorkers workers, TaskSettings settings, @Nullable HandlerType type,
			List<String> commandPrefix, Events events, Ticker ticker) {
		SoloHandler handler = (type != null) ? new SoloHandler(type) : null;
		WorkerFactory made = workers.workers(settings, (handler != null) ? handler.ofTheWorkers() : null,
				commandPrefix);
		return new SoloWorkers(made, handler, events, ticker);
	}

	/** Refuses settings with which no worker could be made. */
	static void check(TaskWorkers workers, TaskSettings settings, @Nullable HandlerType type) {
		workers.workers(settings, (type != null) ? new TaskWorkers.Handler(type.type().getName(), type::make) : null,
				List.of());
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
		return this.started ? Math.max(0, this.ticker.nanos() - this.startedNanos) : 0;
	}

	boolean isStarted() {
		return this.started;
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws InterruptedException {
		try {
			Open made = new Open(super.open(spec, events));
			this.open = made;
			this.events.opened();
			return made;
		}
		catch (WorkerStartException | RuntimeException | Error ex) {
			return new UnableWorker(ex);
		}
	}

	/** A worker that is there. */
	private final class Open extends ForwardingWorker {

		Open(Worker worker) {
			super(worker);
		}

		@Override
		public TaskOutcome execute(Object payload, TaskRun run) {
			SoloWorkers.this.startedNanos = SoloWorkers.this.ticker.nanos();
			SoloWorkers.this.started = true;
			TaskOutcome outcome = super.execute(payload, run);
			if (outcome instanceof TaskOutcome.Died died && !died.began()) {
				SoloWorkers.this.started = false;
			}
			return outcome;
		}

		@Override
		public void close() {
			try {
				if (SoloWorkers.this.handler != null) {
					SoloWorkers.this.handler.close();
				}
				super.close();
			}
			finally {
				SoloWorkers.this.open = null;
				SoloWorkers.this.events.closed();
			}
		}

	}

}
