package io.github.parallelpools.benchmarks.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.pool.ParallelPool;

/**
 * What is counted: empty tasks of a pool with one thread, after it has run many. Each
 * task begins with a {@link #mark}, and so does each submission.
 */
final class CountedTasks {

	/** The thread that runs them. */
	static final String WORKER = "parallel-tasks-1";

	private static final int WARM_UPS = 20_000;

	private static final int TASKS = 50;

	private CountedTasks() {
	}

	public static void main(String[] arguments) throws Exception {
		Map<String, Object> properties = Map.of("parallel.pools.tasks.min-size", 1, "parallel.pools.tasks.max-size", 1);
		try (Application application = Application.start(properties)) {
			ParallelPool pool = application.pool("tasks");
			for (int i = 0; i < WARM_UPS; i++) {
				pool.submit(CountedTasks::mark).get();
			}
			many(pool);
			begin();
			many(pool);
			one(pool);
			end();
		}
	}

	/** All are submitted before the first one is run. */
	private static void many(ParallelPool pool) throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		pool.submit(() -> {
			started.countDown();
			go.await();
			return "";
		});
		started.await();
		List<Future<?>> tasks = new ArrayList<>();
		for (int i = 0; i < TASKS; i++) {
			mark();
			tasks.add(pool.submit(CountedTasks::mark));
		}
		mark();
		go.countDown();
		tasks.get(TASKS - 1).get();
	}

	/** The next one is submitted when the last one has ended. */
	private static void one(ParallelPool pool) throws Exception {
		next();
		for (int i = 0; i < TASKS; i++) {
			mark();
			pool.submit(CountedTasks::mark).get();
		}
		mark();
	}

	/** What is entered from one mark to the next is counted as one task's. */
	private static Object mark() {
		return "";
	}

	/** The debugger begins to count. */
	private static void begin() {
	}

	/** The debugger begins with the second table. */
	private static void next() {
	}

	/** The debugger has counted. */
	private static void end() {
	}

}
