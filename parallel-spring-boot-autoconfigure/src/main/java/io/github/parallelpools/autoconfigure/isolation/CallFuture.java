package io.github.parallelpools.autoconfigure.isolation;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;

/**
 * What the caller of a method that returns a future gets: it ends as the call does, and
 * cancelling it ends the task.
 */
final class CallFuture extends TaskFuture<@Nullable Object> {

	private final TaskFuture<@Nullable Object> task;

	private final CallEnd end;

	/** Ends when the task does, or when that has taken too long. */
	private final CompletableFuture<@Nullable Void> clock = new CompletableFuture<>();

	private volatile boolean overtime;

	@SuppressWarnings("FutureReturnValueIgnored")
	CallFuture(TaskFuture<@Nullable Object> task, CallEnd end) {
		this.task = task;
		this.end = end;
		Duration timeout = end.isolation().timeout();
		if (timeout != null) {
			long nanos = TimeUnit.NANOSECONDS.convert(timeout);
			this.clock.orTimeout(nanos, TimeUnit.NANOSECONDS).whenCompleteAsync((nothing, late) -> {
				if (late != null) {
					this.overtime = true;
					task.cancel(true);
				}
			});
		}
		task.whenComplete(this::ended);
	}

	private void ended(@Nullable Object value, @Nullable Throwable failure) {
		this.clock.complete(null);
		if (failure == null) {
			complete(value);
		}
		else if (failure instanceof TaskCancelledException cancelled && this.overtime) {
			completeExceptionally(this.end.overtime(this.task.id(), cancelled.result().times()));
		}
		else {
			completeExceptionally(CallEnd.thrown(failure));
		}
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
