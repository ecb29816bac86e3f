package io.github.parallelpools.actuate.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts and times what this instance does in the cluster. What happens before a registry
 * is bound is counted, but not timed. Asks the store for nothing. Safe for use by several
 * threads.
 */
public final class ClusterMeters implements MeterBinder {

	private final LongAdder refused = new LongAdder();

	private final LongAdder requeued = new LongAdder();

	private final LongAdder evicted = new LongAdder();

	private final LongAdder orphans = new LongAdder();

	private final LongAdder fenced = new LongAdder();

	private final List<Timers> timers = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(registry, "parallel.cluster.refused", "The ends of tasks that the store has refused", this.refused);
		counter(registry, "parallel.cluster.requeued", "The tasks of dead nodes that this node has queued again",
				this.requeued);
		counter(registry, "parallel.cluster.evicted", "The dead nodes that this node has taken out", this.evicted);
		counter(registry, "parallel.cluster.orphans", "The claims of this node of which it did not know", this.orphans);
		counter(registry, "parallel.cluster.fenced", "How often this node was fenced", this.fenced);
		this.timers.add(new Timers(timer(registry, "parallel.cluster.renew", "How long renewals of this node took"),
				timer(registry, "parallel.cluster.claim", "How long it took to ask for tasks"),
				timer(registry, "parallel.cluster.complete", "How long it took to tell of an end")));
	}

	private static void counter(MeterRegistry registry, String name, String description, LongAdder count) {
		FunctionCounter.builder(name, count, LongAdder::sum).description(description).register(registry);
	}

	private static Timer timer(MeterRegistry registry, String name, String description) {
		return Timer.builder(name).description(description).register(registry);
	}

	/**
	 * The node was renewed.
	 * @param took how long that took
	 */
	public void renewed(Duration took) {
		this.timers.forEach((one) -> one.renew().record(took));
	}

	/**
	 * The store was asked for tasks.
	 * @param took how long that took
	 */
	public void claimed(Duration took) {
		this.timers.forEach((one) -> one.claim().record(took));
	}

	/**
	 * The store was told of an end.
	 * @param took how long that took
	 */
	public void completed(Duration took) {
		this.timers.forEach((one) -> one.complete().record(took));
	}

	/** The store has refused an end. */
	public void refused() {
		this.refused.increment();
	}

	/**
	 * Tasks of dead nodes were queued again, or became dead letters.
	 * @param tasks how many
	 */
	public void requeued(int tasks) {
		this.requeued.add(tasks);
	}

	/**
	 * Dead nodes were taken out.
	 * @param nodes how many
	 */
	public void evicted(int nodes) {
		this.evicted.add(nodes);
	}

	/** A claim was given back of which this node did not know. */
	public void orphan() {
		this.orphans.increment();
	}

	/** This node was fenced. */
	public void fenced() {
		this.fenced.increment();
	}

	/**
	 * The timers of one registry.
	 *
	 * @param renew of renewals
	 * @param claim of claims
	 * @param complete of ends
	 */
	private record Timers(Timer renew, Timer claim, Timer complete) {
	}

}
