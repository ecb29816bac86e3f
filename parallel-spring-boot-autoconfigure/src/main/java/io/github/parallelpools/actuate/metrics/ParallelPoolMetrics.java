package io.github.parallelpools.actuate.metrics;

import java.util.ArrayList;
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

	/** The bound registries. Guarded by this. */
	private final List<MeterRegistry> registries = new ArrayList<>();

	/** Where tasks of pools hang. Guarded by this. */
	private final List<Hang> hangs = new ArrayList<>();

	private record Hang(ParallelPool pool, String place) {
	}

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
		synchronized (this) {
			this.registries.add(registry);
			this.hangs.forEach((hang) -> HangMeters.register(registry, hang.pool(), hang.place()));
		}
	}

	/**
	 * A task of a pool hangs at a place where none did before.
	 * @param pool the pool
	 * @param place the place in the code
	 */
	public synchronized void hangFound(ParallelPool pool, String place) {
		this.hangs.add(new Hang(pool, place));
		this.registries.forEach((registry) -> HangMeters.register(registry, pool, place));
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
