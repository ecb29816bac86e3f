package io.github.parallelpools.spi;

import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.time.Duration;

/**
 * Bounds for how long a stream can keep its reader busy with the hash codes of what is
 * read. Collections that share elements are read in no time, but their hash codes visit
 * each element on each way to it: thirty sets of two, each in the next one twice, a
 * thousand million times. So one hash code is bounded before it can be asked for
 * ({@link Unfolded}), and the time between them by the clock. Time counts if it lies
 * before a further part of the stream, as a hash table asks for the hash code of an
 * element before it reads the next one; what classes do at the end of their own reading
 * does not. Knows only the JDK's own collections. For one stream.
 */
final class HashEffort implements ObjectInputFilter {

	private static final Duration ALLOWED = Duration.ofSeconds(10);

	private static final long ALLOWED_NANOS_PER_BYTE = 1000;

	/** A larger one is worth the clock. */
	private static final long SMALL = 10_000;

	private static final int SAMPLE = 256;

	private static final long SLOW_SAMPLE_NANOS = 10_000_000;

	private final long allowedNanos;

	private final Unfolded unfolded;

	private long parts;

	private long sampledNanos;

	/** Whether every part is timed. */
	private boolean timing;

	private long lastNanos;

	private long spentNanos;

	private long cpuBefore;

	private boolean refused;

	HashEffort(long bytes) {
		this(bytes, ALLOWED.toNanos() + ALLOWED_NANOS_PER_BYTE * bytes);
	}

	HashEffort(long bytes, long allowedNanos) {
		this.allowedNanos = allowedNanos;
		this.unfolded = new Unfolded(bytes);
	}

	/** A part of the stream is about to be read. */
	@Override
	public Status checkInput(FilterInfo info) {
		if (this.timing) {
			long now = System.nanoTime();
			this.spentNanos += now - this.lastNanos;
			this.lastNanos = now;
			this.refused |= this.spentNanos > this.allowedNanos
					&& ThreadTime.nanos() - this.cpuBefore > this.allowedNanos;
		}
		if (++this.parts % SAMPLE == 0) {
			sample();
		}
		return this.refused ? Status.REJECTED : Status.UNDECIDED;
	}

	/** Has every part timed as long as that is worth it. */
	private void sample() {
		long now = System.nanoTime();
		boolean slow = this.parts > SAMPLE && now - this.sampledNanos > SLOW_SAMPLE_NANOS;
		this.sampledNanos = now;
		if (!slow && this.unfolded.largest() <= SMALL) {
			this.timing = false;
		}
		else if (!this.timing) {
			time();
		}
	}

	private void time() {
		this.timing = true;
		this.lastNanos = System.nanoTime();
		if (this.cpuBefore == 0) {
			this.cpuBefore = ThreadTime.nanos();
		}
	}

	/**
	 * An object has been read, and nobody has asked for its hash code yet.
	 * @throws InvalidObjectException if that would take too long
	 */
	void completed(Object object) throws InvalidObjectException {
		this.unfolded.add(object);
		if (this.timing) {
			this.lastNanos = System.nanoTime();
		}
		else if (this.unfolded.largest() > SMALL) {
			time();
		}
	}

	/** What it was refused for, if that was the time. */
	InvalidObjectException refusal() {
		return new InvalidObjectException("reading its hash tables took more than %s ms, which no honest sender's do"
			.formatted(this.allowedNanos / 1_000_000));
	}

	boolean hasRefused() {
		return this.refused;
	}

}
