package io.github.parallelpools.engine;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;

/** Nothing but the pool's own queue: whoever puts a task there calls. */
final class NoSource implements TaskSource {

	private final PoolCore core;

	NoSource(PoolCore core) {
		this.core = core;
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
		this.core.awaitCall(loop, nanos);
	}

	@Override
	public void ended(WorkerLoop loop, Execution<?> task) {
	}

}
