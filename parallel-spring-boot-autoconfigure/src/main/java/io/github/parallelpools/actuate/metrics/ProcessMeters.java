package io.github.parallelpools.actuate.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerSnapshot;

/**
 * What the worker processes of one pool take from the machine. Asks the system only when
 * somebody asks for it, and once for all meters. What a process has used since it was
 * last looked at is not counted once it is gone. Safe for use by several threads.
 */
final class ProcessMeters {

	private static final long RECENT = TimeUnit.MILLISECONDS.toNanos(10);

	private final ParallelPool pool;

	// Guarded by this.

	/** By process, as seen last. */
	private Map<Long, Duration> used = Map.of();

	/** Of all that are gone. */
	private Duration usedBefore = Duration.ZERO;

	private long memory;

	private long lookedAt = System.nanoTime() - RECENT;

	ProcessMeters(ParallelPool pool) {
		this.pool = pool;
	}

	void register(MeterRegistry registry) {
		Tags tags = Tags.of("pool", this.pool.name());
		Gauge.builder("parallel.pool.processes.memory", this, ProcessMeters::memory)
			.tags(tags)
			.baseUnit(BaseUnits.BYTES)
			.description("The resident memory of all worker processes")
			.register(registry);
		FunctionCounter.builder("parallel.pool.processes.cpu", this, ProcessMeters::cpuSeconds)
			.tags(tags)
			.baseUnit("seconds")
			.description("The processor time of all worker processes, also of those that are gone")
			.register(registry);
	}

	private synchronized double memory() {
		look();
		return this.memory;
	}

	private synchronized double cpuSeconds() {
		look();
		Duration all = this.used.values().stream().reduce(this.usedBefore, Duration::plus);
		return all.toNanos() / 1e9;
	}

	private void look() {
		if (System.nanoTime() - this.lookedAt < RECENT) {
			return;
		}
		Map<Long, Duration> now = new HashMap<>();
		long bytes = 0;
		for (WorkerSnapshot worker : this.pool.workers()) {
			Long pid = worker.pid();
			Long resident = worker.residentMemory();
			if (pid != null) {
				now.put(pid, cpu(pid));
			}
			bytes += (resident != null) ? resident : 0;
		}
		this.used.forEach((pid, before) -> {
			if (!now.containsKey(pid)) {
				this.usedBefore = this.usedBefore.plus(before);
			}
			else if (now.get(pid).compareTo(before) < 0) {
				// It has ended since, or the system does not tell.
				now.put(pid, before);
			}
		});
		this.used = now;
		this.memory = bytes;
		this.lookedAt = System.nanoTime();
	}

	private static Duration cpu(long pid) {
		return ProcessHandle.of(pid).flatMap((process) -> process.info().totalCpuDuration()).orElse(Duration.ZERO);
	}

}
