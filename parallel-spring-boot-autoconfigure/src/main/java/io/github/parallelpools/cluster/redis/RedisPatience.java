package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.github.parallelpools.shared.store.LockAnswers;

/**
 * How long an answer may take. Interrupts are kept for later: the wait is short, and the
 * end of a task that was interrupted must be told, too. The thread is parked: one of a
 * {@code ForkJoinPool} that waited in the future would run other tasks meanwhile, which
 * would have its locks.
 *
 * @param limit the longest wait
 */
record RedisPatience(Duration limit) {

	<T> T await(CompletableFuture<T> future) throws TimeoutException, ExecutionException {
		boolean interrupted = false;
		long end = System.nanoTime() + this.limit.toNanos();
		try {
			while (true) {
				try {
					if (!LockAnswers.awaitDone(future, end - System.nanoTime())) {
						throw new TimeoutException();
					}
					return future.get();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
