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
final class PolledInflow implements Inflow {

	private final WorkerPool pool;

	private final PoolMonitor monitor;

	private final Object payload;

	/** Guarded by the pool's lock. */
	private long looks;

	/**
	 * Makes an inflow.
	 * @param pool the pool
	 * @param monitor its lock
	 * @param payload the order to poll, encoded
	 */
	PolledInflow(WorkerPool pool, PoolMonitor monitor, Object payload) {
		this.pool = pool;
		this.monitor = monitor;
		this.payload = payload;
	}

	@Override
	public boolean hasNext(WorkerLoop loop) {
		return loop.member().idleness().restLeft(this.monitor.ticker.nanos()) == 0;
	}

	@Override
	public @Nullable Execution<?> next(WorkerLoop loop) {
		if (!hasNext(loop)) {
			return null;
		}
		long now = this.monitor.ticker.nanos();
		Execution<?> look = Execution.look(this.pool, this.payload, now);
		look.accepted(++this.looks);
		this.monitor.accepted++;
		this.monitor.demand.taken();
		loop.member().lookedIn(this.monitor.demand.round());
		return look;
	}

	@Override
	public void await(WorkerLoop loop, long nanos) {
		long rest = loop.member().idleness().restLeft(this.monitor.ticker.nanos());
		if (rest > 0) {
			this.monitor.awaitCall(loop, Math.min(nanos, rest));
		}
		else if (loop.member().wish() != null || loop.member().isGivingBack() || !this.monitor.runsTasks()) {
			this.monitor.awaitCall(loop, nanos);
		}
	}

	@Override
	public void ended(WorkerLoop loop, Execution<?> look) {
		long now = this.monitor.ticker.nanos();
		if (look.foundNothing()) {
			this.monitor.accepted--;
			this.monitor.demand.nothingFound(loop.member().lookedIn());
			loop.member().idleness().foundNothing(now);
			return;
		}
		this.monitor.worked = true;
		this.monitor.demand.ended();
		if (look.outcome() instanceof TaskOutcome.Succeeded) {
			loop.member().idleness().end();
		}
		else {
			loop.member().idleness().failed(now);
		}
	}

}
