package io.github.parallelpools.benchmarks.program;

import java.util.Map;

import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;

/** How long the first task of a pool takes that has no worker process yet. */
public final class WorkerStart {

	private WorkerStart() {
	}

	public static void main(String[] arguments) throws Exception {
		Measured measured = new Measured();
		try (ProcessPool workers = ProcessPool.start(1, Map.of())) {
			ParallelPool pool = workers.pool();
			pool.submit(() -> 0).get();
			pool.resize(0, 1);
			for (int i = 0; i < Effort.of(arguments).repeats(); i++) {
				pool.workers().forEach((worker) -> pool.killWorker(worker.id()));
				while (!pool.workers().isEmpty()) {
					Thread.sleep(1);
				}
				// What is left of the killed one is not to disturb the next one
				Thread.sleep(50);
				long begin = System.nanoTime();
				pool.submit(() -> 0).get();
				measured.add(System.nanoTime() - begin);
			}
		}
		measured.printMillis("start");
	}

}
