package io.github.parallelpools.benchmarks.program;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskCallable;

import io.github.parallelpools.benchmarks.Effort;

/**
 * Many tasks that wait for one busy thread: the heap that each one takes, and the time
 * until all are queued and done.
 */
public final class QueuedTasks {

	/** After so many times it is compiled. */
	private static final int WARM_UPS = 15;

	private final Function<TaskCallable<Object>, Future<?>> submit;

	private QueuedTasks(Function<TaskCallable<Object>, Future<?>> submit) {
		this.submit = submit;
	}

	public static void main(String[] arguments) throws Exception {
		int queued = Effort.of(arguments).queued();
		if (arguments[4].equals("pool")) {
			try (Application application = Application.start(Map.of("parallel.pools.tasks.max-size", 1))) {
				ParallelPool pool = application.pool("tasks");
				new QueuedTasks(pool::submit).measure(queued);
			}
			return;
		}
		ExecutorService executor = Executors.newFixedThreadPool(1);
		if (arguments[4].equals("cf")) {
			new QueuedTasks((task) -> CompletableFuture.supplyAsync(() -> call(task), executor)).measure(queued);
		}
		else {
			new QueuedTasks(executor::submit).measure(queued);
		}
		executor.shutdown();
	}

	private void measure(int queued) throws Exception {
		double tenth = 0;
		for (int i = 0; i < WARM_UPS; i++) {
			tenth = run(queued / 10)[0];
		}
		double[] all = run(queued);
		Measured.print("time", all[0]);
		Measured.print("growth", all[0] / tenth);
		Measured.print("bytes", all[1]);
	}

	/** Returns nanoseconds and bytes, for each task. */
	private double[] run(int queued) throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		Future<?> last = this.submit.apply(() -> {
			started.countDown();
			go.await();
			return 0;
		});
		started.await();
		long before = usedHeap();
		long begin = System.nanoTime();
		TaskCallable<Object> task = () -> 0;
		for (int i = 0; i < queued; i++) {
			last = this.submit.apply(task);
		}
		long elapsed = System.nanoTime() - begin;
		double bytes = (double) (usedHeap() - before) / queued;
		begin = System.nanoTime();
		go.countDown();
		last.get();
		elapsed += System.nanoTime() - begin;
		return new double[] { (double) elapsed / queued, bytes };
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static Object call(TaskCallable<Object> task) {
		try {
			return task.call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
