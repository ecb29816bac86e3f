package io.github.parallelpools.sample.tour;

import java.time.Duration;

/** Counts from the tour's begin, and says when it has lasted too long. */
final class TourClock {

	private final long startNanos = System.nanoTime();

	private final Duration limit;

	TourClock(Duration limit) {
		this.limit = limit;
	}

	Duration now() {
		return Duration.ofNanos(System.nanoTime() - this.startNanos);
	}

	boolean isOver() {
		return now().compareTo(this.limit) >= 0;
	}

}
