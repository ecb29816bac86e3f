package io.github.parallelpools.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * The future of one task of a pool.
 * <p>
 * It fails alike on every kind of worker: with {@link TaskFailedException},
 * {@link TaskOvertimeException}, {@link WorkerDiedException} or
 * {@link TaskCancelledException}, each of which carries the {@link TaskResult}.
 * {@link #cancel(boolean) Cancelling} it cancels the task: a queued task never runs; a
 * running one is interrupted, or its process is killed, if the argument is {@code true},
 * and is left to run out unobserved if it is {@code false}. Completing it by other means
 * ({@code complete}, {@code orTimeout} and the like) does not touch the task, which still
 * ends with an outcome of its own that callbacks are told.
 * <p>
 * Dependent actions registered without an executor run on the worker's thread and occupy
 * the worker while they last.
 *
 * @param <T> the type of the value
 */
public abstract class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T> {

	/**
	 * The task's id.
	 * @return the id, unique beyond this JVM
	 */
	public abstract String id();

	/**
	 * Cancels the task.
	 * @param mayInterruptIfRunning whether a running task is interrupted, or its process
	 * killed
	 * @return {@code true} if this call, or an earlier one, cancelled the task
	 */
	@Override
	public abstract boolean cancel(boolean mayInterruptIfRunning);

	@Override
	public T get() throws InterruptedException, ExecutionException {
		try {
			return super.get();
		}
		catch (CancellationException ex) {
			throw original(ex);
		}
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		try {
			return super.get(timeout, unit);
		}
		catch (CancellationException ex) {
			throw original(ex);
		}
	}

	@Override
	public T join() {
		try {
			return super.join();
		}
		catch (CancellationException ex) {
			throw original(ex);
		}
	}

	@Override
	public T getNow(T valueIfAbsent) {
		try {
			return super.getNow(valueIfAbsent);
		}
		catch (CancellationException ex) {
			throw original(ex);
		}
	}

	/**
	 * Newer JDKs wrap the exception in another one; ours carries the result, so it is
	 * thrown.
	 */
	private static CancellationException original(CancellationException thrown) {
		return (thrown.getCause() instanceof TaskCancelledException original) ? original : thrown;
	}

}
