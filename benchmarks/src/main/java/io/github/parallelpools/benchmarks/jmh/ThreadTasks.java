package io.github.parallelpools.benchmarks.jmh;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.task.TaskCallable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Tasks that one thread submits to a number of others. */
@State(Scope.Benchmark)
public class ThreadTasks {

	private static final int BATCH = 10_000;

	@Param("pool")
	@SuppressWarnings("NullAway.Init")
	public String target;

	@Param("1")
	public int threads;

	/** How much each task works, in the tokens of {@link Blackhole#consumeCPU}. */
	@Param("0")
	public long work;

	private final Future<?>[] futures = new Future<?>[BATCH];

	@SuppressWarnings("NullAway.Init")
	private TaskCallable<Object> task;

	@SuppressWarnings("NullAway.Init")
	private Target runner;

	@Setup
	public void start() {
		this.task = task(this.work);
		this.runner = Targets.make(this.target, this.threads);
	}

	@SuppressWarnings("NullAway")
	private static TaskCallable<Object> task(long work) {
		if (work == 0) {
			return () -> null;
		}
		return () -> {
			Blackhole.consumeCPU(work);
			return null;
		};
	}

	/** Submits many and waits for all; the last one first, which saves wake-ups. */
	@Benchmark
	@BenchmarkMode(Mode.Throughput)
	@OutputTimeUnit(TimeUnit.SECONDS)
	@OperationsPerInvocation(BATCH)
	public void many() throws Exception {
		for (int i = 0; i < BATCH; i++) {
			this.futures[i] = this.runner.submit(this.task);
		}
		for (int i = BATCH - 1; i >= 0; i--) {
			this.futures[i].get();
		}
	}

	/** Submits one and waits for it. */
	@Benchmark
	@BenchmarkMode(Mode.AverageTime)
	@OutputTimeUnit(TimeUnit.MICROSECONDS)
	public @Nullable Object one() throws Exception {
		return this.runner.submit(this.task).get();
	}

	@TearDown
	public void stop() {
		this.runner.close();
	}

}
