package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

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
		Thread thread = Thread.currentThread();
		CompletableFuture<T> unused = future.whenComplete((answer, error) -> LockSupport.unpark(thread));
		try {
			while (!future.isDone()) {
				long left = end - System.nanoTime();
				if (left <= 0) {
					throw new TimeoutException();
				}
				LockSupport.parkNanos(future, left);
				interrupted |= Thread.interrupted();
			}
			return future.get();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("It need not wait for what is there", ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
