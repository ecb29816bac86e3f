package io.github.parallelpools.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Where the store is called, which waits: in threads that are given, now or later. Knows
 * nothing of what is called.
 */
final class StoreCalls {

	private static final long SHORTEST_MILLIS = 20;

	private static final int DOUBLINGS = 8;

	private static final long LONGEST_MILLIS = 2_000;

	private final Executor threads;

	StoreCalls(Executor threads) {
		this.threads = threads;
	}

	/** Calls soon; the threads may refuse that. */
	void now(Runnable call) {
		this.threads.execute(call);
	}

	/** Calls after a while. What the threads refuse then is not called. */
	void in(long millis, Runnable call) {
		CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, this.threads).execute(call);
	}

	/** How long to wait after some failures in a row. */
	static long backoffMillis(int failures) {
		return Math.min(SHORTEST_MILLIS << Math.min(failures, DOUBLINGS), LONGEST_MILLIS);
	}

}
