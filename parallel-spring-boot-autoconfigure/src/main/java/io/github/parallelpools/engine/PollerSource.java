package io.github.parallelpools.engine;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Has workers look for work themselves. Each look is an execution like any other, of
 * which only those that found something, or failed, have been tasks. Knows nothing of
 * what the poller does.
 */
final class PollerSource implements TaskSource {

	private final WorkerPool pool;

	private final PoolCore core;

	private final Object payload;

	/** Guarded by the pool's lock. */
	private long looks;

	/**
	 * Makes an inflow.
	 * @param pool the pool
	 * @param core its lock
	 * @param payload the order to poll, encoded
	 */
	PollerSource(WorkerPool pool, PoolCore core, Object payload) {
		this.pool = pool;
		this.core = core;
		this.payload = payload;
	}

	@Override
	public boolean hasNext(WorkerLoop loop) {
		return loop.member().idleness().restLeft(this.core.ticker.nanos()) == 0;
	}

	@Override
	public @Nullable Execution<?> next(WorkerLoop loop) {
		if (!hasNext(loop)) {
			return null;
		}
		long now = this.core.ticker.nanos();
		Execution<?> look = Execution.look(this.pool, this.payload, now);
		look.accepted(++this.looks);
		this.core.accepted++;
		this.core.demand.taken();
		loop.member().lookedIn(this.core.demand.round());
		return look;
	}

	@Override
	public void await(WorkerLoop loop, long nanos) {
		long rest = loop.member().idleness().restLeft(this.core.ticker.nanos());
		if (rest > 0) {
			this.core.awaitCall(loop, Math.min(nanos, rest));
		}
		else if (loop.member().wish() != null || loop.member().isGivingBack() || !this.core.runsTasks()) {
			this.core.awaitCall(loop, nanos);
		}
	}

	@Override
	public void ended(WorkerLoop loop, Execution<?> look) {
		long now = this.core.ticker.nanos();
		if (look.foundNothing()) {
			this.core.accepted--;
			this.core.demand.nothingFound(loop.member().lookedIn());
			loop.member().idleness().foundNothing(now);
			return;
		}
		this.core.worked = true;
		this.core.demand.ended();
		if (look.outcome() instanceof TaskOutcome.Succeeded) {
			loop.member().idleness().end();
		}
		else {
			loop.member().idleness().failed(now);
		}
	}

}
