package io.github.parallelpools.stress;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

/**
 * Pools of threads that live as long as the JVM, whose tasks go by the fast lane where
 * nothing else is asked of them.
 */
final class Pools {

	/** Longer than any task is held up by a loaded machine. */
	private static final long PATIENCE_SECONDS = 20;

	private static final int MOST_DOUBLINGS = 12;

	private static final ParallelEngine ENGINE = new ParallelEngine();

	private Pools() {
	}

	static ParallelPool started(String name, int workers) {
		PoolSettings settings = new PoolSettings(name, WorkerKind.THREAD,
				new SizeSettings(workers, workers, Duration.ZERO),
				new OvertimeSettings(Duration.ZERO, OvertimePolicy.KILL, 0, Duration.ofMinutes(1)),
				QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK), WorkSettings.SUBMITTED, false);
		ParallelPool pool = ENGINE.open(settings,
				new ThreadWorkerFactory(LoopThreads.platform(Pools.class.getClassLoader()), null, null), List::of);
		pool.start();
		return pool;
	}

	/**
	 * How a task ends: its value, "cancelled", or "lost" if nobody comes for it.
	 */
	static String end(Future<?> task) {
		try {
			return String.valueOf(task.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
		}
		catch (CancellationException ex) {
			return "cancelled";
		}
		catch (TimeoutException ex) {
			return "lost";
		}
		catch (ExecutionException | InterruptedException ex) {
			return ex.toString();
		}
	}

	/** Waits for a moment: mostly a short one, sometimes until others wait, too. */
	static void pause() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		for (int left = random.nextInt(1 << random.nextInt(MOST_DOUBLINGS)); left > 0; left--) {
			Thread.onSpinWait();
		}
	}

}
