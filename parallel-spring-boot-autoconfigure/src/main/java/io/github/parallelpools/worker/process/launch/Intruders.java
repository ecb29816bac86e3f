package io.github.parallelpools.worker.process.launch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Leaves a trace of connections that were no workers', and no more than one a minute.
 * Says nothing of what they said.
 */
final class Intruders {

	private static final System.Logger logger = System.getLogger(Intruders.class.getName());

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong count = new AtomicLong();

	private final LongSupplier clock;

	private final AtomicLong nextNanos;

	Intruders() {
		this(System::nanoTime);
	}

	Intruders(LongSupplier clock) {
		this.clock = clock;
		this.nextNanos = new AtomicLong(clock.getAsLong());
	}

	/** A connection was closed because of what it has said, or has not. */
	void refused() {
		this.count.incrementAndGet();
		long now = this.clock.getAsLong();
		long due = this.nextNanos.get();
		if (now - due >= 0 && this.nextNanos.compareAndSet(due, now + INTERVAL_NANOS)) {
			long refused = this.count.getAndSet(0);
			logger.log(System.Logger.Level.WARNING, "Refused " + refused
					+ ((refused == 1) ? " connection" : " connections")
					+ " to the socket of the worker processes, which had no valid token. "
					+ "Only processes of the application's own user can connect; this is told at most once a minute.");
		}
	}

}
