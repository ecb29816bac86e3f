package io.github.parallelpools.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerStartException;

/**
 * Finds out whether the workers of a pool start when the pool starts for the first time.
 * What it has started is left to the pool.
 */
final class WorkerVerification {

	/** As good as for ever. */
	private static final Duration UNLIMITED = Duration.ofDays(100_000);

	private final ParallelEngine engine;

	private final ParallelPool pool;

	private final PoolName name;

	private volatile boolean done;

	private WorkerVerification(ParallelEngine engine, ParallelPool pool, PoolName name) {
		this.engine = engine;
		this.pool = pool;
		this.name = name;
	}

	/**
	 * Makes one.
	 * @param configured the pool as it is configured
	 * @param pool the pool
	 * @param engine the engine that has opened it
	 * @return the verification, {@code null} if the pool wants none
	 */
	static @Nullable WorkerVerification of(ConfiguredPool configured, ParallelPool pool, ParallelEngine engine) {
		PoolProperties properties = configured.properties();
		return (properties.kind() == WorkerKind.PROCESS && properties.process().verify())
				? new WorkerVerification(engine, pool, configured.name()) : null;
	}

	/** Has a worker started, and does not wait for it. */
	void begin() {
		if (!this.done) {
			this.engine.beginVerification(this.pool);
		}
	}

	/**
	 * Waits until a worker is ready.
	 * @throws WorkerVerificationException if none gets ready
	 */
	void complete() {
		if (this.done) {
			return;
		}
		Duration patience = this.pool.settings().upkeep().startFailureTimeout();
		try {
			this.engine.completeVerification(this.pool, patience.isZero() ? UNLIMITED : patience);
			this.done = true;
		}
		catch (WorkerStartException ex) {
			throw new WorkerVerificationException(this.name, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("The application was interrupted while pool '%s' started its first worker"
				.formatted(this.pool.name()), ex);
		}
	}

}
