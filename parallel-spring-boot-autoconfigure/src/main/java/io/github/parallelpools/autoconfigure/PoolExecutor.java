package io.github.parallelpools.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;

/**
 * A pool of threads as an executor, for {@code @Async("name")}. What is executed is a
 * task like any other: queued, counted, and over time.
 */
final class PoolExecutor implements Executor {

	private final ParallelPool pool;

	PoolExecutor(ParallelPool pool) {
		this.pool = pool;
	}

	@Override
	public void execute(Runnable command) {
		if (this.pool.settings().kind() == WorkerKind.PROCESS) {
			throw new RejectedExecutionException(
					"Pool '%s' has worker processes, to which the call of a bean's method can't travel. "
						.formatted(this.pool.name())
							+ "Use 'kind: thread' or 'virtual' for @Async, or submit a task to the pool.");
		}
		this.pool.submit(new Command(command));
	}

	@Override
	public String toString() {
		return "Executor of pool '" + this.pool.name() + "'";
	}

	/** A command as a task. It never travels, so what it holds need not. */
	@SuppressWarnings("serial")
	private record Command(Runnable command) implements TaskCallable<Boolean> {

		@Override
		public Boolean call() {
			this.command.run();
			return true;
		}

	}

}
