package io.github.parallelpools.benchmarks.jmh;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;

import io.micrometer.observation.ObservationRegistry;
import org.slf4j.MDC;
import org.springframework.context.annotation.Bean;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.benchmarks.program.ClusterTasks;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskListener;

/** A pool of an application, with as many workers as there are threads. */
final class PoolTarget implements Target {

	private final Application application;

	private final ParallelPool pool;

	private PoolTarget(Application application) {
		this.application = application;
		this.pool = application.pool("tasks");
	}

	/** With further properties of the pool. */
	static PoolTarget plain(int threads, Map<String, Object> properties) {
		return new PoolTarget(Application.start(pool(threads, properties)));
	}

	static PoolTarget withListener(int threads) {
		return new PoolTarget(Application.start(pool(threads, Map.of()), Listening.class));
	}

	static PoolTarget withMetrics(int threads) {
		return new PoolTarget(Application.startWithMetrics(pool(threads, Map.of())));
	}

	static PoolTarget withListenerAndMetrics(int threads) {
		return new PoolTarget(Application.startWithMetrics(pool(threads, Map.of()), Listening.class));
	}

	/** The submitting thread has noted something that each task is to know. */
	static PoolTarget withContext(int threads) {
		MDC.put("request", "4711");
		return plain(threads, Map.of());
	}

	static PoolTarget withObservation(int threads) {
		return new PoolTarget(Application.start(pool(threads, Map.of("observation-enabled", true)), Observing.class));
	}

	static PoolTarget withKillBudget(int threads) {
		return plain(threads, Map.of("worker-overtime", "10s", "overtime-policy", "kill", "kill-budget.max-kills", 10,
				"kill-budget.max-rate", 10));
	}

	/** Another pool belongs to a cluster, which has this instance only. */
	static PoolTarget besideCluster(int threads) {
		Map<String, Object> all = pool(threads, Map.of());
		all.putAll(Map.of("parallel.cluster.store", "jdbc", "spring.datasource.url", "jdbc:h2:mem:cluster",
				"parallel.pools.shared.scope", "cluster", "parallel.pools.shared.handler",
				ClusterTasks.Echo.class.getName()));
		return new PoolTarget(Application.startInCluster(all));
	}

	private static Map<String, Object> pool(int threads, Map<String, Object> properties) {
		Map<String, Object> all = new HashMap<>(Map.of("min-size", threads, "max-size", threads));
		all.putAll(properties);
		Map<String, Object> named = new HashMap<>();
		all.forEach((name, value) -> named.put("parallel.pools.tasks." + name, value));
		return named;
	}

	@Override
	public Future<?> submit(TaskCallable<Object> task) {
		return this.pool.submit(task);
	}

	@Override
	public void close() {
		this.application.close();
	}

	static class Observing {

		/** Somebody hears of every observation and does nothing. */
		@Bean
		ObservationRegistry observationRegistry() {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler((context) -> true);
			return registry;
		}

	}

	static class Listening {

		/** Hears everything and does nothing. */
		@Bean
		TaskListener listener() {
			return new TaskListener() {
			};
		}

	}

}
