package io.github.parallelpools.engine.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.github.parallelpools.shared.store.LockAnswers;

/**
 * The return of the locks of a runner's last task, which takes as long as the store
 * likes. Whoever sees the end of a task finds its locks free, if the store answers within
 * a second; the runner begins nothing else before, as it would be taken from that. The
 * runner's own.
 */
final class LockReturn {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private CompletableFuture<?> done = LockAnswers.DONE;

	/** Waits for the return for a moment; an interrupt ends that and is kept. */
	void begin(CompletableFuture<?> returned) {
		this.done = returned;
		try {
			LockAnswers.awaitDone(returned, PATIENCE_NANOS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits for the end of the return.
	 * @param hopeless asked after an interrupt: whether the runner does nothing else
	 * anyway
	 * @throws IllegalStateException if the store has failed for so long that nobody tries
	 * any more
	 */
	void await(BooleanSupplier hopeless) {
		CompletableFuture<?> returned = this.done;
		boolean interrupted = false;
		while (!isDone(returned)) {
			interrupted = true;
			if (hopeless.getAsBoolean()) {
				break;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		if (!returned.isDone()) {
			return;
		}
		this.done = LockAnswers.DONE;
		Throwable failure = LockAnswers.failure(returned);
		if (failure != null) {
			throw new IllegalStateException("the locks of its last task could not be given back: " + failure
					+ ". Release them by hand once their store answers again", failure);
		}
	}

	private static boolean isDone(CompletableFuture<?> returned) {
		try {
			return LockAnswers.awaitDone(returned, LockAnswers.NEVER);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

}
