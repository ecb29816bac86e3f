package io.github.parallelpools.benchmarks.program;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskFuture;

/**
 * How long after its limit a task that hangs is told to be over time, and how long the
 * next task takes from then on.
 */
public final class OvertimeKill {

	/** Long enough for a spare to become ready beside the task that hangs. */
	private static final Duration LIMIT = Duration.ofMillis(500);

	private OvertimeKill() {
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		int size = Integer.parseInt(arguments[4]);
		Measured told = new Measured();
		Measured next = new Measured();
		int spares = (arguments.length > 5) ? Integer.parseInt(arguments[5]) : 0;
		Map<String, Object> properties = Map.of("worker-overtime", LIMIT, "overtime-policy", "kill", "spares", spares);
		try (ProcessPool workers = ProcessPool.start(size, properties)) {
			// The first one also loads the classes that are needed
			run(workers, size, new Measured(), new Measured());
			for (int i = 0; i < effort.repeats(); i++) {
				run(workers, size, told, next);
			}
		}
		told.printMillis("told");
		next.printMillis("next");
	}

	private static void run(ProcessPool workers, int ready, Measured told, Measured next) throws Exception {
		workers.awaitWorkers(ready);
		ParallelPool pool = workers.pool();
		pool.submit(() -> 0).get();
		long begin = System.nanoTime();
		TaskFuture<Object> hanging = pool.submit(OvertimeKill::hang);
		try {
			hanging.get();
		}
		catch (ExecutionException ex) {
			long end = System.nanoTime();
			told.add(end - begin - LIMIT.toNanos());
			pool.submit(() -> 0).get();
			next.add(System.nanoTime() - end);
		}
	}

	@SuppressWarnings("InfiniteLoop")
	private static Object hang() {
		while (true) {
			Thread.onSpinWait();
		}
	}

}
