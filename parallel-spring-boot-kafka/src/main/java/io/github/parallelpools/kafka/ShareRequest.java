package io.github.parallelpools.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Delivery;

/** A worker waits for a record. Thread-safe; there is one answer. */
final class ShareRequest {

	private final long start = System.nanoTime();

	private final long nanos;

	private final CompletableFuture<@Nullable Delivery> answer = new CompletableFuture<>();

	ShareRequest(Duration timeout) {
		this.nanos = timeout.toNanos();
	}

	/** How long the worker still waits; 0 if it does not. */
	long nanosLeft() {
		return this.answer.isDone() ? 0 : Math.max(0, this.nanos - (System.nanoTime() - this.start));
	}

	/**
	 * Answers.
	 * @param delivery a record, {@code null} if there is none
	 * @return whether the worker takes it; {@code false} if it waits no more
	 */
	boolean answer(@Nullable Delivery delivery) {
		return this.answer.complete(delivery);
	}

	void fail(Throwable error) {
		this.answer.completeExceptionally(error);
	}

	/** Waits for the answer, in the worker's thread. */
	@Nullable Delivery await() throws InterruptedException {
		try {
			return this.answer.get();
		}
		catch (InterruptedException ex) {
			if (this.answer.cancel(false)) {
				throw ex;
			}
			// The record is the worker's already.
			Thread.currentThread().interrupt();
			return answered();
		}
		catch (ExecutionException ex) {
			return answered();
		}
	}

	private @Nullable Delivery answered() {
		try {
			return this.answer.join();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException("No record could be fetched: " + ex.getCause(), ex.getCause());
		}
	}

}
