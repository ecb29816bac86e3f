package io.github.parallelpools.benchmarks.program;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/** As many tasks as two worker processes can do, and the CPU time that each one takes. */
public final class ProcessTasks {

	private static final int BATCH = 2000;

	/** Works through a batch. */
	private interface Batch {

		void run() throws Exception;

	}

	private ProcessTasks() {
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		String what = arguments[4];
		Map<String, Object> properties = new HashMap<>(Map.of("handler", Echo.class.getName()));
		if (what.equals("alone")) {
			properties.put("process.window", 1);
		}
		if (what.equals("locked")) {
			properties.put("lock", "one");
		}
		try (ProcessPool workers = ProcessPool.start(2, properties)) {
			Batch batch = batch(workers.pool(), what);
			run(batch, effort.warmUp());
			Duration cpu = Consumption.cpu();
			long start = System.nanoTime();
			int done = run(batch, effort.time());
			long elapsed = System.nanoTime() - start;
			Measured.print("rate", done * 1e9 / elapsed);
			Measured.print("cpu", Consumption.cpu().minus(cpu).toNanos() / 1e3 / done);
		}
	}

	private static Batch batch(ParallelPool pool, String what) {
		return switch (what) {
			case "items" -> futures(pool::send);
			case "map" -> () -> map(pool);
			default -> futures((number) -> pool.submit(() -> number));
		};
	}

	/** Each has a future of its own, which is asked. */
	private static Batch futures(IntFunction<Future<?>> submit) {
		Future<?>[] futures = new Future<?>[BATCH];
		return () -> {
			for (int i = 0; i < BATCH; i++) {
				futures[i] = submit.apply(i);
			}
			for (int i = BATCH - 1; i >= 0; i--) {
				futures[i].get();
			}
		};
	}

	/** Results come in the order of the items, a bounded number is in flight. */
	private static void map(ParallelPool pool) {
		try (Stream<Integer> results = pool.map(IntStream.range(0, BATCH).boxed(), (item) -> item).values()) {
			long count = results.mapToInt((result) -> 1).sum();
			if (count != BATCH) {
				throw new IllegalStateException("Of %d items %d have come back".formatted(BATCH, count));
			}
		}
	}

	private static int run(Batch batch, Duration time) throws Exception {
		long end = System.nanoTime() + time.toNanos();
		int done = 0;
		do {
			batch.run();
			done += BATCH;
		}
		while (System.nanoTime() < end);
		return done;
	}

	public static final class Echo implements TaskHandler<Object, Object> {

		@Override
		public Object handle(Object item, TaskContext context) {
			return item;
		}

	}

}
