package io.github.parallelpools.engine.feed;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.FedPool;
import io.github.parallelpools.engine.pool.TaskSource;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Has workers look for work themselves. Each look is an execution like any other, of
 * which only those that found something, or failed, have been tasks. Knows nothing of
 * what the poller does.
 */
final class PollerSource implements TaskSource {

	private final FedPool pool;

	private final Object payload;

	/** Guarded by the pool's lock. */
	private long looks;

	/**
	 * Makes an inflow.
	 * @param pool the pool
	 * @param payload the order to poll, encoded
	 */
	PollerSource(FedPool pool, Object payload) {
		this.pool = pool;
		this.payload = payload;
	}

	@Override
	public boolean hasNext(WorkerLoop loop) {
		return loop.member().idleness().restLeft(this.pool.nanos()) == 0;
	}

	@Override
	public @Nullable Execution<?> next(WorkerLoop loop) {
		if (!hasNext(loop)) {
			return null;
		}
		long now = this.pool.nanos();
		Execution<?> look = Execution.look(this.pool.owner(), this.payload, now);
		look.accepted(++this.looks);
		this.pool.lookBegins();
		this.pool.demand().taken();
		loop.member().lookedIn(this.pool.demand().round());
		return look;
	}

	@Override
	public void await(WorkerLoop loop, long nanos) {
		long rest = loop.member().idleness().restLeft(this.pool.nanos());
		if (rest > 0) {
			this.pool.awaitCall(loop, Math.min(nanos, rest));
		}
		else if (loop.member().isWishful() || !this.pool.runsTasks()) {
			this.pool.awaitCall(loop, nanos);
		}
	}

	@Override
	public void ended(WorkerLoop loop, Execution<?> look) {
		long now = this.pool.nanos();
		if (look.foundNothing()) {
			this.pool.lookFoundNothing();
			this.pool.demand().nothingFound(loop.member().lookedIn());
			loop.member().idleness().foundNothing(now);
			return;
		}
		this.pool.lookFoundWork();
		this.pool.demand().ended();
		if (look.outcome() instanceof TaskOutcome.Succeeded) {
			loop.member().idleness().end();
		}
		else {
			loop.member().idleness().failed(now);
		}
	}

}
