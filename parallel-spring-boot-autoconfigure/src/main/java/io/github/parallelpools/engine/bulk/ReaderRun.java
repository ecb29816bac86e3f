package io.github.parallelpools.engine.bulk;

import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskTimes;

/**
 * Items that the reader does itself, in a task of the pool: within that task, whose
 * context they see.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
final class ReaderRun<I extends @Nullable Object, O extends @Nullable Object> {

	private final PoolBulk<I, O> bulk;

	ReaderRun(PoolBulk<I, O> bulk) {
		this.bulk = bulk;
	}

	/** Does an item that was taken from the workers. */
	void run(Slot<I, O> slot) {
		Claim<I, O> claim = slot.claim();
		if (claim == null) {
			throw new IllegalStateException("Only a worker can do this item");
		}
		long start = System.nanoTime();
		try {
			slot.done(claim.run());
		}
		catch (Throwable ex) {
			slot.failed(failure(slot.index(), ex, Duration.ofNanos(System.nanoTime() - start)));
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			if (ex instanceof CancellationException cancelled && isToEnd()) {
				throw this.bulk.failed(cancelled);
			}
		}
	}

	/** Whether the task is to end in which the item was done. */
	private static boolean isToEnd() {
		try {
			return TaskContext.current().isCancelled();
		}
		catch (IllegalStateException ex) {
			// It is a callback.
			return false;
		}
	}

	private TaskFailedException failure(long index, Throwable error, Duration elapsed) {
		ErrorText text = ErrorText.of(error);
		TaskResult result = new TaskResult(ResultCode.FAILED, text.errorClass(), text.message(), text.stack(), false,
				new TaskTimes(Duration.ZERO, elapsed, 1, null));
		String id = this.bulk.host().name() + "-bulk-" + index;
		return new TaskFailedException(id,
				"Item %s of a bulk of pool '%s' failed: %s".formatted(index, this.bulk.host().name(), text.summary()),
				result, error);
	}

}
