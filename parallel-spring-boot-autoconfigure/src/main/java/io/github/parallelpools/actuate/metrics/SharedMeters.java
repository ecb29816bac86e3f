package io.github.parallelpools.actuate.metrics;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.shared.LockSnapshot;

/**
 * Binds the meters of what belongs to no pool: standalone tasks, and shared locks with
 * those who wait for them. Asks only when somebody asks for it.
 */
public final class SharedMeters implements MeterBinder {

	private final Supplier<List<Parallel>> parallel;

	/**
	 * Makes a binder.
	 * @param parallel supplies who knows the tasks and the locks
	 */
	public SharedMeters(Supplier<List<Parallel>> parallel) {
		this.parallel = parallel;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "parallel.tasks", "The standalone tasks that run", (one) -> one.tasks().size());
		gauge(registry, "parallel.locks", "The shared locks that somebody has", (one) -> one.locks().size());
		gauge(registry, "parallel.locks.waiting", "The threads that wait for shared locks",
				(one) -> one.locks().stream().map(LockSnapshot::waiters).mapToInt(List::size).sum());
		gauge(registry, "parallel.deadlocks", "The circles of threads that wait for each other's shared locks",
				(one) -> one.deadlocks().size());
	}

	private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Parallel> figure) {
		Gauge.builder(name, () -> this.parallel.get().stream().mapToDouble(figure).sum())
			.description(description)
			.register(registry);
	}

}
