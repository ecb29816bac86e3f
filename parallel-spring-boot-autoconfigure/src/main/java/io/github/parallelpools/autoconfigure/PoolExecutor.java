package io.github.parallelpools.autoconfigure;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.AsyncTaskExecutor;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;

/**
 * A pool of threads as an executor, for {@code @Async("name")}. What is executed is a
 * task like any other: queued, counted as it ends, and over time.
 */
final class PoolExecutor implements AsyncTaskExecutor {

	private final ParallelPool pool;

	PoolExecutor(ParallelPool pool) {
		this.pool = pool;
	}

	@Override
	public void execute(Runnable command) {
		task(Executors.callable(() -> run(command)));
	}

	/** There is no future for it, so its thread's handler is told what it throws. */
	private static void run(Runnable command) {
		try {
			command.run();
		}
		catch (Throwable ex) {
			tell(ex);
			throw ex;
		}
	}

	private static void tell(Throwable thrown) {
		Thread thread = Thread.currentThread();
		try {
			thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
		}
		catch (Throwable ex) {
			thrown.addSuppressed(ex);
		}
	}

	@Override
	public Future<?> submit(Runnable command) {
		return submitCompletable(command);
	}

	@Override
	public <T extends @Nullable Object> Future<T> submit(Callable<T> call) {
		return submitCompletable(call);
	}

	@Override
	public CompletableFuture<@Nullable Void> submitCompletable(Runnable command) {
		return new Result<@Nullable Void>(task(Executors.callable(command, null)));
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> submitCompletable(Callable<T> call) {
		return new Result<>(task(call));
	}

	private <T extends @Nullable Object> TaskFuture<T> task(Callable<T> call) {
		if (this.pool.settings().kind() == WorkerKind.PROCESS) {
			throw new RejectedExecutionException(
					"Pool '%s' has worker processes, to which the call of a bean's method can't travel. "
						.formatted(this.pool.name())
							+ "Use 'kind: thread' or 'virtual' for @Async, or submit a task to the pool.");
		}
		return this.pool.submit(new AsyncCall<>(call));
	}

	@Override
	public String toString() {
		return "Executor of pool '" + this.pool.name() + "'";
	}

	/**
	 * What the caller gets: it fails with what was thrown, as with other executors, and
	 * ends with the task however that ends.
	 */
	private static final class Result<T extends @Nullable Object> extends TaskFuture<T> {

		private final TaskFuture<T> task;

		@SuppressWarnings("FutureReturnValueIgnored")
		Result(TaskFuture<T> task) {
			this.task = task;
			task.whenComplete((value, failure) -> {
				if (failure == null) {
					complete(value);
				}
				else {
					Throwable thrown = (failure instanceof TaskFailedException) ? failure.getCause() : null;
					completeExceptionally((thrown != null) ? thrown : failure);
				}
			});
		}

		@Override
		public String id() {
			return this.task.id();
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			this.task.cancel(mayInterruptIfRunning);
			completeExceptionally(new CancellationException());
			return isCancelled();
		}

	}

}
