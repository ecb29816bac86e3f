package io.github.parallelpools.sample.tour;

/** Something that the tour has begun. */
interface TourStep {

	/**
	 * Waits for its end, or for the tour's.
	 * @return what came out
	 * @throws InterruptedException if the thread was interrupted
	 */
	TourRow await() throws InterruptedException;

}
