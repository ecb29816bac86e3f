package io.github.parallelpools.worker.process.launch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Leaves a trace of connections that were no workers', and no more than one a minute.
 * Says nothing of what they said.
 */
final class Intruders {

	private static final System.Logger logger = System.getLogger(Intruders.class.getName());

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong count = new AtomicLong();

	private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

	/** A connection was closed because of what it has said, or has not. */
	void refused() {
		this.count.incrementAndGet();
		long now = System.nanoTime();
		long due = this.nextNanos.get();
		if (now - due >= 0 && this.nextNanos.compareAndSet(due, now + INTERVAL_NANOS)) {
			logger.log(System.Logger.Level.WARNING, this.count.getAndSet(0)
					+ " connections to the socket of the worker processes were closed, as they had no valid token. "
					+ "Only processes of the application's own user can connect; this is told at most once a minute.");
		}
	}

}
