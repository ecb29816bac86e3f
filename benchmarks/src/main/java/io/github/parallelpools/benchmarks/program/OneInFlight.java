package io.github.parallelpools.benchmarks.program;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;

/**
 * One task at a time in a worker process, of which the caller waits or is called back.
 */
public final class OneInFlight {

	private OneInFlight() {
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		boolean wait = arguments[4].equals("wait");
		try (ProcessPool workers = ProcessPool.start(1, Map.of())) {
			run(wait, workers.pool(), effort.warmUp());
			run(wait, workers.pool(), effort.time()).printMicros();
		}
	}

	private static Measured run(boolean wait, ParallelPool pool, Duration time) throws Exception {
		return wait ? waiting(pool, time) : new Chain(pool, System.nanoTime() + time.toNanos()).run();
	}

	private static Measured waiting(ParallelPool pool, Duration time) throws Exception {
		Measured measured = new Measured();
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		while (begin < end) {
			int number = (int) begin;
			pool.submit(() -> number).get();
			long now = System.nanoTime();
			measured.add(now - begin);
			begin = now;
		}
		return measured;
	}

	/** The callback of each task submits the next one. */
	private static final class Chain {

		private final Measured measured = new Measured();

		private final CountDownLatch ended = new CountDownLatch(1);

		private final ParallelPool pool;

		private final long end;

		Chain(ParallelPool pool, long end) {
			this.pool = pool;
			this.end = end;
		}

		Measured run() throws InterruptedException {
			next(System.nanoTime());
			this.ended.await();
			return this.measured;
		}

		private void next(long begin) {
			if (begin >= this.end) {
				this.ended.countDown();
				return;
			}
			int number = (int) begin;
			this.pool.submit(() -> number).whenComplete((value, failure) -> {
				long now = System.nanoTime();
				this.measured.add(now - begin);
				next(now);
			});
		}

	}

}
