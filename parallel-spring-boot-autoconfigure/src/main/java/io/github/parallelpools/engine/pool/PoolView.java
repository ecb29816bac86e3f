package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

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
import io.github.parallelpools.shared.LockUser;

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

	private final KillBudget kills;

	PoolView(PoolCore core, KillBudget kills) {
		this.core = core;
		this.crew = core.crew;
		this.queue = core.queue;
		this.lane = core.lane;
		this.demand = core.demand;
		this.totals = core.totals;
		this.backoff = core.backoff;
		this.memory = core.memory;
		this.kills = kills;
	}

	List<WorkerSnapshot> workers() {
		Map<Runner, WorkerSnapshot> seen = new LinkedHashMap<>();
		try (Held held = this.core.holdBeside()) {
			this.core.runners().forEach((runner) -> seen.put(runner, runner.snapshot()));
		}
		// A file is read for it, which must not be done under the lock.
		return seen.entrySet().stream().map((one) -> weighed(one.getValue(), one.getKey().residentMemory())).toList();
	}

	private static WorkerSnapshot weighed(WorkerSnapshot worker, OptionalLong memory) {
		return memory.isEmpty() ? worker : new WorkerSnapshot(worker.id(), worker.state(), worker.pid(),
				worker.startedAt(), worker.tasks(), worker.task(), memory.getAsLong());
	}

	/** What a thread that takes locks works at here, {@code null} if it is no worker. */
	LockUser.@Nullable Work work(LockUser user) {
		try (Held held = this.core.holdBeside()) {
			return this.core.runners()
				.stream()
				.filter((runner) -> runner.locksAs(user))
				.findFirst()
				.map((runner) -> work(runner.snapshot()))
				.orElse(null);
		}
	}

	private LockUser.Work work(WorkerSnapshot worker) {
		WorkerSnapshot.RunningTask task = worker.task();
		return new LockUser.Work(this.core.name(), worker.id(), worker.pid(), (task != null) ? task.id() : null);
	}

	/** Asks a worker what it does, and waits for the answer. */
	Optional<String> stacks(String workerId, Duration timeout) {
		return Optional.ofNullable(runner(workerId).lastWords(timeout));
	}

	private Runner runner(String id) {
		try (Held held = this.core.holdBeside()) {
			return this.core.runners()
				.stream()
				.filter((one) -> one.id().equals(id))
				.findFirst()
				.orElseThrow(() -> new NoSuchElementException(
						"Pool '%s' has no worker '%s'.".formatted(this.core.name(), id)));
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
					this.totals.snapshot(this.core.accepted.get() - this.core.looking()), new PoolSnapshot.Troubles(
							this.backoff.snapshot(now), this.memory.snapshot(), this.kills.snapshot(now)));
		}
	}

	private int queued() {
		return (int) Math.min(Integer.MAX_VALUE, this.queue.size() + this.lane.size(this.core.accepted.get())
				+ this.core.ahead() + this.demand.backlog());
	}

	private @Nullable Execution<?> oldest() {
		Execution<?> queued = this.queue.oldest();
		return (queued != null) ? queued : this.lane.first();
	}

}
