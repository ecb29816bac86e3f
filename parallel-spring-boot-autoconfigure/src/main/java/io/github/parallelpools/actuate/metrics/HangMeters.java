package io.github.parallelpools.actuate.metrics;

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

	static void register(MeterRegistry registry, RecentSnapshot pool, String name, String place) {
		Tags tags = Tags.of("pool", name, "place", place);
		count(registry, pool, tags.and("outcome", "slow"), place, HangSnapshot.Place::slow);
		count(registry, pool, tags.and("outcome", "killed"), place, HangSnapshot.Place::killed);
		count(registry, pool, tags.and("outcome", "saved"), place, HangSnapshot.Place::saved);
	}

	private static void count(MeterRegistry registry, RecentSnapshot pool, Tags tags, String place,
			ToLongFunction<HangSnapshot.Place> count) {
		FunctionCounter.builder("parallel.pool.hangs", pool, (source) -> {
			HangSnapshot.Place seen = source.hangs().place(place);
			return (seen != null) ? count.applyAsLong(seen) : 0;
		})
			.tags(tags)
			.description("The tasks that were at this place when they became slow or were killed")
			.register(registry);
	}

}
