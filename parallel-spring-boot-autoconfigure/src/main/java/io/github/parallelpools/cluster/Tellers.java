package io.github.parallelpools.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that tell how tasks have ended, which runs foreign code: each pool has its
 * own, so that slow listeners of one don't hold up another. Thread-safe.
 */
final class Tellers {

	private static final int FEWEST = 4;

	private static final long IDLE_SECONDS = 5;

	private final Map<String, ThreadPoolExecutor> all = new ConcurrentHashMap<>();

	/** The threads of a pool: as many as it has workers here, as with a local pool. */
	Executor of(PoolTasks tasks) {
		return this.all.computeIfAbsent(tasks.pool(), (name) -> threads(name, tasks.workers()));
	}

	private static ThreadPoolExecutor threads(String pool, int workers) {
		AtomicInteger number = new AtomicInteger();
		int most = Math.max(FEWEST, workers);
		ThreadPoolExecutor threads = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (work) -> {
					Thread thread = new Thread(work, "parallel-cluster-tells-" + pool + "-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	/** Tells what is to be told already, and nothing more. */
	void close() {
		this.all.values().forEach(ThreadPoolExecutor::shutdown);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
		try {
			for (ThreadPoolExecutor threads : this.all.values()) {
				threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
