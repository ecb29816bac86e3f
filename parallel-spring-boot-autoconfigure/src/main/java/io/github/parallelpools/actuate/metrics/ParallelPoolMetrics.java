package io.github.parallelpools.actuate.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

/**
 * Binds the meters of all pools to registries, and times tasks for each of those.
 */
public final class ParallelPoolMetrics implements MeterBinder {

	/** Held here, as meters refer to them weakly. */
	private final Map<String, RecentSnapshot> pools = new LinkedHashMap<>();

	/** Held here as well. */
	private final Map<String, RecentHangs> radars = new HashMap<>();

	/** Of the pools that have processes; held here as well. */
	private final List<ProcessMeters> processes = new ArrayList<>();

	/** The bound registries. Guarded by this. */
	private final List<MeterRegistry> registries = new ArrayList<>();

	/** Where tasks of pools hang. Guarded by this. */
	private final Set<Hang> hangs = new LinkedHashSet<>();

	private record Hang(String pool, String place) {
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
			this.radars.put(pool.name(), new RecentHangs(pool::hangs));
			if (pool.settings().kind() == WorkerKind.PROCESS) {
				this.processes.add(new ProcessMeters(pool));
			}
			// No event tells of these, and none is told again of what was seen before.
			this.hangs.add(new Hang(pool.name(), HangSnapshot.UNKNOWN));
			this.hangs.add(new Hang(pool.name(), HangSnapshot.OTHERS));
			pool.hangs().places().forEach((place) -> this.hangs.add(new Hang(pool.name(), place.name())));
		}
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Map<String, TaskTimers> bound = new HashMap<>();
		this.pools.forEach((name, pool) -> {
			PoolMeters.register(registry, pool, name);
			bound.put(name, new TaskTimers(registry, name));
		});
		this.processes.forEach((one) -> one.register(registry));
		this.timers.add(bound);
		synchronized (this) {
			this.registries.add(registry);
			this.hangs.forEach((hang) -> register(registry, hang));
		}
	}

	/**
	 * A task of a pool hangs at a place where none did before.
	 * @param pool the pool's name
	 * @param place the place in the code
	 */
	public synchronized void hangFound(String pool, String place) {
		Hang hang = new Hang(pool, place);
		if (this.hangs.add(hang)) {
			this.registries.forEach((registry) -> register(registry, hang));
		}
	}

	private void register(MeterRegistry registry, Hang hang) {
		RecentHangs radar = this.radars.get(hang.pool());
		if (radar != null) {
			HangMeters.register(registry, "parallel.pool.hangs", radar, Tags.of("pool", hang.pool()), hang.place());
		}
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
