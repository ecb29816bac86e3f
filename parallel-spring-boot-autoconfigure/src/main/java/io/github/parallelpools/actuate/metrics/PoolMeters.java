package io.github.parallelpools.actuate.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.PoolSnapshot;

/**
 * Registers what a pool counts: under {@code executor.*}, with the names, units and the
 * tag {@code name} that Micrometer gives to Java's own executors, so that dashboards for
 * those show pools too, and under {@code parallel.pool.*}.
 */
final class PoolMeters {

	private final MeterRegistry registry;

	private final RecentSnapshot pool;

	private final Tags tags;

	private PoolMeters(MeterRegistry registry, RecentSnapshot pool, Tags tags) {
		this.registry = registry;
		this.pool = pool;
		this.tags = tags;
	}

	static void register(MeterRegistry registry, RecentSnapshot pool, String name) {
		PoolMeters meters = new PoolMeters(registry, pool, Tags.of("pool", name));
		meters.registerExecutor(meters.tags.and("name", name));
		meters.registerWorkers();
		meters.registerQueue();
		meters.registerTasks();
		meters.registerEvents();
		meters.registerRetries();
	}

	private void registerExecutor(Tags both) {
		FunctionCounter
			.builder("executor.completed", this.pool,
					(recent) -> recent.totals().completed() + recent.totals().failed() + recent.totals().cancelled())
			.tags(both)
			.description("The tasks that have ended")
			.baseUnit(BaseUnits.TASKS)
			.register(this.registry);
		gauge("executor.active", both, BaseUnits.THREADS, "The workers that run a task",
				(recent) -> recent.size().busy());
		gauge("executor.pool.size", both, BaseUnits.THREADS, "The workers that there are",
				(recent) -> recent.size().current());
		gauge("executor.pool.core", both, BaseUnits.THREADS, "The workers that are always kept",
				(recent) -> recent.size().min());
		gauge("executor.pool.max", both, BaseUnits.THREADS, "The workers that there may be",
				(recent) -> recent.size().max());
		gauge("executor.queued", both, BaseUnits.TASKS, "The tasks that wait", (recent) -> recent.queue().size());
		gauge("executor.queue.remaining", both, BaseUnits.TASKS, "The tasks that may wait in addition", (recent) -> {
			PoolSnapshot.Queue queue = recent.queue();
			// Tasks that are run again come back whether there is room or not.
			return Math.max(0, queue.capacity() - queue.size());
		});
	}

	private void registerWorkers() {
		String workers = "parallel.pool.workers";
		String description = "The workers that there are";
		gauge(workers, this.tags.and("state", "busy"), null, description, (recent) -> recent.size().busy());
		gauge(workers, this.tags.and("state", "idle"), null, description, (recent) -> recent.size().idle());
		gauge(workers, this.tags.and("state", "starting"), null, description, (recent) -> recent.size().starting());
		gauge("parallel.pool.size.min", this.tags, null, "The workers that are always kept",
				(recent) -> recent.size().min());
		gauge("parallel.pool.size.max", this.tags, null, "The workers that there may be",
				(recent) -> recent.size().max());
	}

	private void registerQueue() {
		gauge("parallel.pool.queue.size", this.tags, null, "The tasks that wait", (recent) -> recent.queue().size());
		gauge("parallel.pool.queue.capacity", this.tags, null, "The tasks that may wait",
				(recent) -> recent.queue().capacity());
		TimeGauge
			.builder("parallel.pool.queue.oldest.wait", this.pool, TimeUnit.NANOSECONDS,
					(recent) -> recent.queue().oldestWait().toNanos())
			.tags(this.tags)
			.description("How long the task that is next has waited")
			.register(this.registry);
	}

	private void registerTasks() {
		String tasks = "parallel.pool.tasks";
		String description = "The tasks that have ended";
		count(tasks, this.tags.and("outcome", "completed"), description, PoolSnapshot.Totals::completed);
		count(tasks, this.tags.and("outcome", "failed"), description, PoolSnapshot.Totals::failed);
		count(tasks, this.tags.and("outcome", "cancelled"), description, PoolSnapshot.Totals::cancelled);
		count("parallel.pool.submissions", this.tags, "The tasks that were accepted", PoolSnapshot.Totals::submitted);
		count("parallel.pool.rejections", this.tags, "The tasks that were not accepted", PoolSnapshot.Totals::rejected);
		count("parallel.pool.overtimes", this.tags, "The tasks that ran for longer than allowed",
				(totals) -> totals.overtime().tasks());
		count("parallel.pool.soft.overtimes", this.tags, "The tasks that were asked to end as they ran for too long",
				(totals) -> totals.overtime().asked());
	}

	private void registerEvents() {
		String kills = "parallel.pool.kills";
		String description = "The workers that were ended by force";
		count(kills, this.tags.and("reason", "overtime"), description, (totals) -> totals.overtime().killed());
		count(kills, this.tags.and("reason", "manual"), description, (totals) -> totals.workers().killed());
		count("parallel.pool.kill.budget.trips", this.tags,
				"How often the pool rejected tasks or paused, as too many were killed",
				(totals) -> totals.overtime().killStops());
		gauge("parallel.pool.kill.budget.exceeded", this.tags, null,
				"Whether the pool rejects tasks or is paused, as too many were killed",
				(recent) -> (recent.get().killStop() != null) ? 1 : 0);
		count("parallel.pool.replacements", this.tags, "The substitutes for workers whose task is over time",
				(totals) -> totals.overtime().replaced());
		count("parallel.pool.crashes", this.tags, "The workers that died by themselves",
				(totals) -> totals.workers().crashed());
		count("parallel.pool.abandonments", this.tags, "The threads that ignored an interrupt and were replaced",
				(totals) -> totals.workers().abandoned());
		gauge("parallel.pool.abandoned", this.tags, null, "The abandoned threads that still run",
				(recent) -> recent.size().abandoned());
		count("parallel.pool.idle.releases", this.tags, "The workers released because they were idle",
				(totals) -> totals.workers().idleReleased());
		count("parallel.pool.recycles", this.tags, "The workers that were replaced although they worked",
				(totals) -> totals.workers().recycled());
		count("parallel.pool.starts", this.tags, "The workers that have started",
				(totals) -> totals.workers().started());
		time("parallel.pool.worker.start", "How long workers took to start", PoolSnapshot.Workers::started,
				PoolSnapshot.Times::starting);
		time("parallel.pool.kill.to.next",
				"How long tasks had to wait after a kill for a worker in the place of the killed one",
				(workers) -> workers.times().recoveries(), PoolSnapshot.Times::recovering);
		count("parallel.pool.start.failures", this.tags, "The workers that could not start",
				(totals) -> totals.workers().startFailures());
	}

	private void registerRetries() {
		count("parallel.pool.retries", this.tags, "How often a task was put back as its worker died",
				(totals) -> totals.retries().retried());
		count("parallel.pool.dead.letters", this.tags, "The tasks that killed their workers and are not run again",
				(totals) -> totals.retries().deadLettered());
	}

	private void time(String name, String description, ToLongFunction<PoolSnapshot.Workers> count,
			Function<PoolSnapshot.Times, Duration> time) {
		FunctionTimer
			.builder(name, this.pool, (recent) -> count.applyAsLong(recent.totals().workers()),
					(recent) -> time.apply(recent.totals().workers().times()).toNanos(), TimeUnit.NANOSECONDS)
			.tags(this.tags)
			.description(description)
			.register(this.registry);
	}

	private void gauge(String name, Tags tags, @Nullable String unit, String description,
			ToDoubleFunction<RecentSnapshot> value) {
		Gauge.builder(name, this.pool, value)
			.tags(tags)
			.baseUnit(unit)
			.description(description)
			.register(this.registry);
	}

	private void count(String name, Tags tags, String description, ToLongFunction<PoolSnapshot.Totals> total) {
		FunctionCounter.builder(name, this.pool, (recent) -> total.applyAsLong(recent.totals()))
			.tags(tags)
			.description(description)
			.register(this.registry);
	}

}
