package io.github.parallelpools.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

/**
 * How users of this instance learn of the end of a run of a standalone task of the
 * cluster. It is told once.
 *
 * @param <O> the type of the result
 */
final class TaskRunFuture<O extends @Nullable Object> extends TaskFuture<O> {

	private final TaskSettings settings;

	private final Consumer<TaskOrder> orders;

	private final Runnable whenTold;

	private final CountDownLatch told = new CountDownLatch(1);

	private volatile @Nullable TaskResult result;

	private volatile @Nullable Thread teller;

	/** Guarded by this. */
	private boolean claimed;

	/** Is told of an end after the future. */
	@FunctionalInterface
	interface Follower {

		/** Runs foreign code. */
		void ended(TaskResult result, @Nullable Object value);

	}

	/**
	 * Makes the future of a run that has not ended.
	 * @param settings what the task was made from
	 * @param orders is told to end the run
	 * @param whenTold is called when its end was told
	 */
	TaskRunFuture(TaskSettings settings, Consumer<TaskOrder> orders, Runnable whenTold) {
		this.settings = settings;
		this.orders = orders;
		this.whenTold = whenTold;
	}

	@Override
	public String id() {
		return this.settings.id();
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		if (isDone()) {
			return isCancelled();
		}
		if (mayInterruptIfRunning) {
			this.orders.accept(TaskOrder.FORCE_STOP);
		}
		return mayInterruptIfRunning;
	}

	/** How the run has ended, {@code null} if that is not known. */
	@Nullable TaskResult result() {
		return this.result;
	}

	/** Whether the calling thread tells of the end. */
	boolean isTelling() {
		return Thread.currentThread() == this.teller;
	}

	/** Returns {@code false} if the end was not told in time. */
	boolean await(@Nullable Duration timeout) throws InterruptedException {
		if (timeout == null) {
			this.told.await();
			return true;
		}
		return this.told.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
	}

	/** The run has ended. Runs foreign code. */
	void end(OutcomePayload outcomes, byte[] outcome, Follower follower) {
		tell(decode(outcomes, outcome), follower);
	}

	private OutcomePayload.Decoded decode(OutcomePayload outcomes, byte[] outcome) {
		try {
			return outcomes.decode(outcome);
		}
		catch (IOException | RuntimeException ex) {
			ErrorText text = ErrorText.of(ex);
			return new OutcomePayload.Decoded(new TaskResult(ResultCode.FAILED, text.errorClass(),
					"The outcome of %s can't be read: %s".formatted(this.settings.title(), text.summary()), null, false,
					TaskExecution.NO_TIME), ex);
		}
	}

	/** This instance ends, and will not know how the run does. Runs foreign code. */
	void abandon() {
		String message = "%s: this instance ends before it knows the outcome. Others that have started the task go on with it."
			.formatted(this.settings.title());
		tell(new OutcomePayload.Decoded(new TaskResult(ResultCode.UNKNOWN, WorkerDiedException.class.getName(), message,
				null, false, TaskExecution.NO_TIME), null), (result, value) -> {
				});
	}

	private void tell(OutcomePayload.Decoded decoded, Follower follower) {
		synchronized (this) {
			if (this.claimed) {
				return;
			}
			this.claimed = true;
		}
		this.teller = Thread.currentThread();
		try {
			this.result = decoded.result();
			FutureEnd.complete(this, this.settings.title(), decoded);
			follower.ended(decoded.result(), decoded.result().isSuccess() ? decoded.value() : null);
		}
		finally {
			this.teller = null;
			this.told.countDown();
			this.whenTold.run();
		}
	}

}
