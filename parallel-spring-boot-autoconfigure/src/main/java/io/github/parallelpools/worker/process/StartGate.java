package io.github.parallelpools.worker.process;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets as many worker processes start at once as there are processors: more would make
 * all of them late, the first one, too. Who has waited for its patience starts beside
 * them, as those that are before it may hang. Knows nothing of how a process is started.
 * Safe for use by several threads.
 */
final class StartGate {

	private static final long PATIENCE_SECONDS = 1;

	private final Semaphore places;

	private final Duration patience;

	StartGate() {
		this(Runtime.getRuntime().availableProcessors(), Duration.ofSeconds(PATIENCE_SECONDS));
	}

	StartGate(int places, Duration patience) {
		this.places = new Semaphore(places, true);
		this.patience = patience;
	}

	/**
	 * Waits for a place, in the order in which they come.
	 * @return a place to leave, whether there was one or not
	 * @throws InterruptedException if the thread is interrupted; it has no place
	 */
	Place enter() throws InterruptedException {
		return this.places.tryAcquire(this.patience.toNanos(), TimeUnit.NANOSECONDS) ? this.places::release : () -> {
		};
	}

	/** What somebody has who starts. */
	@FunctionalInterface
	interface Place extends AutoCloseable {

		/** The start has ended, one way or the other; called once. */
		@Override
		void close();

	}

}
