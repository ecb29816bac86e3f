package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.crew.Crew;
import io.github.parallelpools.engine.crew.StartBackoff;
import io.github.parallelpools.engine.memory.MemoryShare;
import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.FastLane;
import io.github.parallelpools.engine.task.TaskQueue;
import io.github.parallelpools.engine.task.Totals;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WorkerSnapshot;

/**
 * What is told of a pool at one moment, under its lock and beside the fast lane. Changes
 * nothing.
 */
final class PoolView {

	private final PoolCore core;

	private final Crew<WorkerLoop> crew;

	private final TaskQueue queue;

	private final FastLane lane;

	private final Demand demand;

	private final Totals totals;

	private final StartBackoff backoff;

	private final MemoryShare memory;

	PoolView(PoolCore core) {
		this.core = core;
		this.crew = core.crew;
		this.queue = core.queue;
		this.lane = core.lane;
		this.demand = core.demand;
		this.totals = core.totals;
		this.backoff = core.backoff;
		this.memory = core.memory;
	}

	List<WorkerSnapshot> workers() {
		try (Held held = this.core.holdBeside()) {
			return this.core.runners().stream().map(Runner::snapshot).toList();
		}
	}

	PoolSnapshot snapshot() {
		LiveSettings settings = this.core.settings;
		try (Held held = this.core.holdBeside()) {
			long now = this.core.nanos();
			Execution<?> oldest = oldest();
			Duration wait = (oldest != null) ? Duration.ofNanos(oldest.waitedNanos(now)) : Duration.ZERO;
			return new PoolSnapshot(settings.name(), settings.kind(), this.core.state(), this.crew.snapshot(),
					new PoolSnapshot.Queue(queued(), settings.queue().capacity(), wait),
					this.totals.snapshot(this.core.accepted.get() - this.core.looking()), this.backoff.snapshot(now),
					this.memory.snapshot());
		}
	}

	private int queued() {
		return (int) Math.min(Integer.MAX_VALUE,
				this.queue.size() + this.lane.size(this.core.accepted.get()) + this.demand.backlog());
	}

	private @Nullable Execution<?> oldest() {
		Execution<?> queued = this.queue.oldest();
		return (queued != null) ? queued : this.lane.first();
	}

}
