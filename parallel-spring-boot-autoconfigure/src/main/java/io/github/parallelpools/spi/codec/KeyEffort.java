package io.github.parallelpools.spi.codec;

import java.io.InvalidObjectException;
import java.time.Duration;

import io.github.parallelpools.spi.ThreadTime;

/**
 * Bounds for how long the keys of one value can keep its reader busy. Their hash codes
 * visit what is shared once for each way that leads to it, which is counted before they
 * are asked for; and keys of the same hash code are compared with each other, which shows
 * in the time only. Not thread-safe.
 */
final class KeyEffort {

	private static final long MOST_VISITS = 100_000_000;

	private static final long MOST_VISITS_PER_BYTE = 100;

	private static final Duration ALLOWED = Duration.ofSeconds(10);

	private static final long ALLOWED_NANOS_PER_BYTE = 1000;

	/** So many keys are worth a look at the clock. */
	private static final int SAMPLE = 256;

	private final long mostVisits;

	private final long allowedNanos;

	private long visits;

	private long keys;

	private long firstNanos;

	KeyEffort(long bytes) {
		this(Math.max(MOST_VISITS, MOST_VISITS_PER_BYTE * bytes), ALLOWED.toNanos() + ALLOWED_NANOS_PER_BYTE * bytes);
	}

	KeyEffort(long mostVisits, long allowedNanos) {
		this.mostVisits = mostVisits;
		this.allowedNanos = allowedNanos;
	}

	/**
	 * A key is about to be asked for its hash code.
	 * @param size how many objects that visits
	 * @throws InvalidObjectException if all have taken too much
	 */
	void add(long size) throws InvalidObjectException {
		this.visits += size;
		if (this.visits > this.mostVisits) {
			throw new InvalidObjectException(
					"the hash codes of its keys visit more than %s objects, which no honest sender's do"
						.formatted(String.valueOf(this.mostVisits)));
		}
		if (++this.keys % SAMPLE == 0) {
			look();
		}
	}

	private void look() throws InvalidObjectException {
		long now = ThreadTime.nanos();
		if (this.keys == SAMPLE) {
			this.firstNanos = now;
		}
		else if (now - this.firstNanos > this.allowedNanos) {
			throw new InvalidObjectException("reading its hash tables took more than %s ms, which no honest sender's do"
				.formatted(String.valueOf(this.allowedNanos / 1_000_000)));
		}
	}

}
