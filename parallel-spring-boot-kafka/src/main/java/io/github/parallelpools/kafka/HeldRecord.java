package io.github.parallelpools.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Delivery;
import io.github.parallelpools.task.TaskOutcome;

/** A record that a task is made of. Thread-safe; its first end counts. */
final class HeldRecord implements Delivery {

	private final Object item;

	private final Function<TaskOutcome, AcknowledgeType> judge;

	private final Runnable whenOver;

	private final CompletableFuture<AcknowledgeType> end = new CompletableFuture<>();

	/**
	 * Holds a record.
	 * @param item what is in it
	 * @param judge says what the broker is told when the task has ended
	 * @param whenOver run once, as soon as it is known what becomes of the record
	 */
	HeldRecord(Object item, Function<TaskOutcome, AcknowledgeType> judge, Runnable whenOver) {
		this.item = item;
		this.judge = judge;
		this.whenOver = whenOver;
	}

	@Override
	public Object item() {
		return this.item;
	}

	@Override
	public void ended(TaskOutcome outcome) {
		end(this.judge.apply(outcome));
	}

	/** Nobody waits for the end any more. */
	void release() {
		end(AcknowledgeType.RELEASE);
	}

	private void end(AcknowledgeType type) {
		if (this.end.complete(type)) {
			this.whenOver.run();
		}
	}

	/**
	 * Waits for the end.
	 * @param millis how long to wait at most
	 * @return what to tell the broker, {@code null} if the task still lasts
	 */
	@Nullable AcknowledgeType await(long millis) throws InterruptedException {
		try {
			return this.end.get(millis, TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			return null;
		}
		catch (ExecutionException ex) {
			throw new AssertionError("An end is never an error", ex);
		}
	}

}
