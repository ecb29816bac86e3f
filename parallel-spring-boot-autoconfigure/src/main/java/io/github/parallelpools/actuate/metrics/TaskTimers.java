package io.github.parallelpools.actuate.metrics;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;

import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskUsage;

/**
 * Times the tasks of one pool in one registry. All timers are there from the start, so
 * that a first failure is seen as an increase.
 */
final class TaskTimers {

	private final Map<ResultCode, Timer> run = new EnumMap<>(ResultCode.class);

	private final Timer wait;

	private final Timer cpu;

	private final DistributionSummary allocated;

	private final Timer executor;

	private final Timer executorIdle;

	TaskTimers(MeterRegistry registry, String pool) {
		Tags tags = Tags.of("pool", pool);
		for (ResultCode code : ResultCode.values()) {
			this.run.put(code,
					Timer.builder("parallel.pool.task.run")
						.tags(tags.and("code", code.code()))
						.description("How long tasks ran")
						.register(registry));
		}
		this.wait = Timer.builder("parallel.pool.task.wait")
			.tags(tags)
			.description("How long tasks were queued before they ran")
			.register(registry);
		this.cpu = Timer.builder("parallel.pool.task.cpu")
			.tags(tags)
			.description("How much processor time tasks used")
			.register(registry);
		this.allocated = DistributionSummary.builder("parallel.pool.task.allocated")
			.tags(tags)
			.baseUnit(BaseUnits.BYTES)
			.description("How much memory tasks allocated")
			.register(registry);
		this.executor = Timer.builder("executor").tags(tags.and("name", pool)).register(registry);
		this.executorIdle = Timer.builder("executor.idle").tags(tags.and("name", pool)).register(registry);
	}

	void record(TaskResult result) {
		if (result.elapsed().isZero()) {
			// It never ran.
			return;
		}
		Timer timer = this.run.get(result.resultCode());
		if (timer != null) {
			timer.record(result.elapsed());
		}
		TaskUsage usage = result.usage();
		if (usage != null) {
			this.cpu.record(usage.cpuTime());
			this.allocated.record(usage.allocatedBytes());
		}
		this.wait.record(result.waited());
		this.executor.record(result.elapsed());
		this.executorIdle.record(result.waited());
	}

}
