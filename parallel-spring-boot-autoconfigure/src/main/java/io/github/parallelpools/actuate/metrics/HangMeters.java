package io.github.parallelpools.actuate.metrics;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import io.github.parallelpools.pool.HangSnapshot;

/**
 * Counts the hangs at one place in the code, which is known only once a task was there.
 * The radar of a pool keeps a bounded number of places apart, so that there are as many
 * meters at most.
 */
final class HangMeters {

	private HangMeters() {
	}

	/**
	 * Registers the counts of one place.
	 * @param registry where
	 * @param name the name of the meters
	 * @param hangs knows the counts; referred to weakly
	 * @param tags what the meters have beside place and outcome
	 * @param place the place
	 */
	static void register(MeterRegistry registry, String name, Supplier<HangSnapshot> hangs, Tags tags, String place) {
		Tags here = tags.and("place", place);
		count(registry, name, hangs, here.and("outcome", "slow"), place, HangSnapshot.Place::slow);
		count(registry, name, hangs, here.and("outcome", "killed"), place, HangSnapshot.Place::killed);
		count(registry, name, hangs, here.and("outcome", "saved"), place, HangSnapshot.Place::saved);
	}

	private static void count(MeterRegistry registry, String name, Supplier<HangSnapshot> hangs, Tags tags,
			String place, ToLongFunction<HangSnapshot.Place> count) {
		FunctionCounter.builder(name, hangs, (source) -> {
			HangSnapshot.Place seen = source.get().place(place);
			return (seen != null) ? count.applyAsLong(seen) : 0;
		})
			.tags(tags)
			.description("The tasks that were at this place when they became slow or were killed")
			.register(registry);
	}

}
