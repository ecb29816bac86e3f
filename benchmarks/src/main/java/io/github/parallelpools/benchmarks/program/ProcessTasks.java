package io.github.parallelpools.benchmarks.program;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/** As many tasks as two worker processes can do, and the CPU time that each one takes. */
public final class ProcessTasks {

	private static final int BATCH = 2000;

	private final Future<?>[] futures = new Future<?>[BATCH];

	private final IntFunction<Future<?>> submit;

	private ProcessTasks(IntFunction<Future<?>> submit) {
		this.submit = submit;
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		try (ProcessPool workers = ProcessPool.start(2, Map.of("handler", Echo.class.getName()))) {
			ParallelPool pool = workers.pool();
			ProcessTasks tasks = new ProcessTasks(
					arguments[4].equals("items") ? pool::send : (number) -> pool.submit(() -> number));
			tasks.run(effort.warmUp());
			Duration cpu = Consumption.cpu();
			long start = System.nanoTime();
			int done = tasks.run(effort.time());
			long elapsed = System.nanoTime() - start;
			Measured.print("rate", done * 1e9 / elapsed);
			Measured.print("cpu", Consumption.cpu().minus(cpu).toNanos() / 1e3 / done);
		}
	}

	private int run(Duration time) throws Exception {
		long end = System.nanoTime() + time.toNanos();
		int done = 0;
		do {
			for (int i = 0; i < BATCH; i++) {
				this.futures[i] = this.submit.apply(i);
			}
			for (int i = BATCH - 1; i >= 0; i--) {
				this.futures[i].get();
			}
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
