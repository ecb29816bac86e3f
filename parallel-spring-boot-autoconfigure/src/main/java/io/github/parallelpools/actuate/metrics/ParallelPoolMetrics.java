package io.github.parallelpools.actuate.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

/**
 * Binds the meters of all pools to registries, and times tasks for each of those.
 */
public final class ParallelPoolMetrics implements MeterBinder {

	/** Held here, as meters refer to them weakly. */
	private final Map<String, RecentSnapshot> pools = new LinkedHashMap<>();

	/** Timers by pool, one map for each registry. */
	private final List<Map<String, TaskTimers>> timers = new CopyOnWriteArrayList<>();

	/**
	 * Makes a binder.
	 * @param pools the pools to measure
	 */
	public ParallelPoolMetrics(Iterable<ParallelPool> pools) {
		for (ParallelPool pool : pools) {
			this.pools.put(pool.name(), new RecentSnapshot(pool));
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Map<String, TaskTimers> bound = new HashMap<>();
		this.pools.forEach((name, pool) -> {
			PoolMeters.register(registry, pool, name);
			bound.put(name, new TaskTimers(registry, name));
		});
		this.timers.add(bound);
	}

	/**
	 * Who is to be told of tasks, so that they are timed.
	 * @return the listener
	 */
	public TaskListener listener() {
		return new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				for (Map<String, TaskTimers> bound : ParallelPoolMetrics.this.timers) {
					TaskTimers timers = bound.get(pool);
					if (timers != null) {
						timers.record(result);
					}
				}
			}

		};
	}

}
