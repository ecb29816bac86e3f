package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;

/** Nothing but the pool's own queue: whoever puts a task there calls. */
final class NoSource implements TaskSource {

	private final FedPool pool;

	NoSource(FedPool pool) {
		this.pool = pool;
	}

	@Override
	public boolean hasNext(WorkerLoop loop) {
		return false;
	}

	@Override
	public @Nullable Execution<?> next(WorkerLoop loop) {
		return null;
	}

	@Override
	public void await(WorkerLoop loop, long nanos) {
		this.pool.awaitCall(loop, nanos);
	}

	@Override
	public void ended(WorkerLoop loop, Execution<?> task) {
	}

}
