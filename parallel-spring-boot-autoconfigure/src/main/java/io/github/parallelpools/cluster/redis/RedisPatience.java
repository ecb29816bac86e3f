package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long an answer may take. Interrupts are kept for later: the wait is short, and the
 * end of a task that was interrupted must be told, too.
 *
 * @param limit the longest wait
 */
record RedisPatience(Duration limit) {

	<T> T await(Future<T> future) throws TimeoutException, ExecutionException {
		boolean interrupted = false;
		long end = System.nanoTime() + this.limit.toNanos();
		try {
			while (true) {
				try {
					return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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
