package io.github.parallelpools.benchmarks.program;

import java.util.HashMap;
import java.util.Map;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.pool.ParallelPool;

/** An application with one pool of worker processes, which are ready. */
final class ProcessPool implements AutoCloseable {

	private final Application application;

	private ProcessPool(Application application) {
		this.application = application;
	}

	/** With further properties of the pool. */
	static ProcessPool start(int workers, Map<String, Object> properties) {
		Map<String, Object> all = new HashMap<>(Map.of("kind", "process", "min-size", workers, "max-size", workers));
		all.putAll(properties);
		Map<String, Object> named = new HashMap<>();
		all.forEach((name, value) -> named.put("parallel.pools.tasks." + name, value));
		ProcessPool pool = new ProcessPool(Application.start(named));
		pool.awaitWorkers(workers);
		return pool;
	}

	void awaitWorkers(int workers) {
		while (pool().snapshot().size().idle() < workers) {
			Thread.onSpinWait();
		}
	}

	ParallelPool pool() {
		return this.application.pool("tasks");
	}

	@Override
	public void close() {
		this.application.close();
	}

}
