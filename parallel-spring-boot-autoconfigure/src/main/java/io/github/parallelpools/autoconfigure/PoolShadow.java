package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shadow.CopyPool;
import io.github.parallelpools.shadow.Shadow;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.spi.TaskIdentity;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.Work;

/**
 * The shadow of a pool, and the pool of processes in which its copies run. That one is no
 * bean: endpoint, health and metrics do not know it. It starts with the first copy, and
 * ends when its pool pauses or stops, before that has. Thread-safe.
 */
final class PoolShadow implements PoolSubscriber, CopyPool {

	private static final TaskFollower NOBODY = new TaskFollower() {

		@Override
		public void ended(TaskOutcome outcome) {
			// The listener of the pool is told, with more.
		}

		@Override
		public void refused(Throwable reason) {
			// Whoever offers the copy is thrown that.
		}

	};

	private final Shadow shadow;

	private final ParallelEngine engine;

	private final ParallelPool copies;

	private volatile @Nullable ParallelPool pool;

	/** Guarded by this. */
	private boolean running;

	/**
	 * Opens the pool of the copies.
	 * @param shadow copies and compares
	 * @param settings the settings of that pool
	 * @param workers makes its workers
	 * @param engine opens it
	 */
	PoolShadow(Shadow shadow, PoolSettings settings, WorkerFactory workers, ParallelEngine engine) {
		this.shadow = shadow;
		this.engine = engine;
		this.copies = engine.open(settings, workers, () -> List.of(shadow));
	}

	/** What makes the workers of the pool that has this shadow. */
	WorkerFactory around(WorkerFactory workers) {
		return this.shadow.around(workers);
	}

	/** The pool was made, and nothing has happened in it. */
	void of(ParallelPool made) {
		this.pool = made;
	}

	/** What the copies have shown. */
	ShadowReport report() {
		return this.shadow.report();
	}

	/** Changes how many percent of the tasks are copied. */
	void share(double percent) {
		this.shadow.share(percent);
	}

	/** Copies have other arguments from now on, but for those that run. */
	void args(Map<String, String> args, String by) {
		this.engine.changedArgs(this.copies, args);
		this.copies.renew(by);
	}

	/** Copies have a log of their own. */
	@Override
	public boolean mayHang() {
		return true;
	}

	/** Copies run while the pool does. The latest state counts, whichever event tells. */
	@Override
	public void moved(PoolEvent.Moved event) {
		if (Objects.requireNonNull(this.pool, "A pool has moved before it was made").state().runsTasks()) {
			start();
		}
		else {
			stop();
		}
	}

	private synchronized void start() {
		this.running = true;
		this.shadow.open(this);
	}

	/**
	 * Ends all copies. Does not wait.
	 * @return their pool, for who waits for its workers
	 */
	synchronized ParallelPool stop() {
		this.running = false;
		this.shadow.close();
		if (this.copies.state() != PoolState.NEW && this.copies.state() != PoolState.STOPPED) {
			this.copies.forceStop();
		}
		return this.copies;
	}

	@Override
	public synchronized Future<?> run(Work work, String id) {
		if (!this.running) {
			throw new PoolStateException("Pool '%s' has stopped with its pool.".formatted(this.copies.name()));
		}
		this.copies.start();
		return this.engine.take(this.copies, work, new TaskIdentity(id, 1, 1, null), NOBODY);
	}

	@Override
	public long mostResident() {
		return this.copies.workers()
			.stream()
			.map(WorkerSnapshot::residentMemory)
			.filter(Objects::nonNull)
			.mapToLong(Long::longValue)
			.max()
			.orElse(0);
	}

}
