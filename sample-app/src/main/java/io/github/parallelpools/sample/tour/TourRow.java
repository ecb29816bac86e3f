package io.github.parallelpools.sample.tour;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One thing that the tour did.
 *
 * @param what what it was
 * @param pool which pool did it
 * @param process the pid of the worker process, or what there was instead
 * @param worked how long the worker took, {@code null} if it never told
 * @param end how long after the tour's begin it was done
 * @param success whether it was done as wanted
 * @param result what came out
 */
record TourRow(String what, String pool, String process, @Nullable Duration worked, Duration end, boolean success,
		String result) {
}
