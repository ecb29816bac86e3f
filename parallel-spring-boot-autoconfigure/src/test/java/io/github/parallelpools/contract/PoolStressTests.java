package io.github.parallelpools.contract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/**
 * Whatever is done to a pool at random: every accepted task ends exactly once, and the
 * accounts fit.
 */
@Timeout(180)
class PoolStressTests {

	private static final long SEED = Long.getLong("stress.seed", System.nanoTime());

	private static final int FACTOR = Integer.getInteger("stress.factor", 1);

	@Test
	void nothingIsLostOnThreads() throws Exception {
		ClassLoader loader = getClass().getClassLoader();
		stress(WorkerKind.THREAD, new ThreadWorkerFactory(LoopThreads.platform(loader), Tasks.Greeter::new, null),
				20_000 * FACTOR);
	}

	/** Tasks go with and without the pool's lock, as the operator lets them. */
	@Test
	void nothingIsLostOnTheFastLane() throws Exception {
		ClassLoader loader = getClass().getClassLoader();
		WorkerFactory factory = new ThreadWorkerFactory(LoopThreads.platform(loader), Tasks.Greeter::new, null);
		try (Pools pools = new Pools(WorkerKind.THREAD)) {
			Chaos chaos = Chaos.in(pools, factory, SEED, QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK));
			chaos.run(Chaos.steps(20_000 * FACTOR));
			chaos.assertThatNothingIsLost();
		}
	}

	@Test
	void nothingIsLostOnProcesses() throws Exception {
		try (ProcessHost host = new ProcessHost(null, getClass().getClassLoader())) {
			stress(WorkerKind.PROCESS, new ProcessWorkerFactory(host, TestProcesses.settings(), null), 600 * FACTOR);
		}
	}

	private static void stress(WorkerKind kind, WorkerFactory factory, int steps) throws Exception {
		try (Pools pools = new Pools(kind)) {
			Chaos chaos = Chaos.in(pools, factory, SEED);
			chaos.run(Chaos.steps(steps));
			chaos.assertThatNothingIsLost();
		}
	}

}
