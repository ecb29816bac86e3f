package io.github.parallelpools.actuate.metrics;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;

/**
 * A pool's figures, a few milliseconds old at most: all meters of one scrape read the
 * same, and the pool's lock is taken once.
 */
final class RecentSnapshot {

	private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(10);

	private final ParallelPool pool;

	private volatile @Nullable Taken last;

	private record Taken(PoolSnapshot snapshot, long at) {
	}

	RecentSnapshot(ParallelPool pool) {
		this.pool = pool;
	}

	PoolSnapshot get() {
		Taken taken = this.last;
		long now = System.nanoTime();
		if (taken == null || now - taken.at() > LONGEST) {
			taken = new Taken(this.pool.snapshot(), now);
			this.last = taken;
		}
		return taken.snapshot();
	}

	PoolSnapshot.Size size() {
		return get().size();
	}

	PoolSnapshot.Queue queue() {
		return get().queue();
	}

	PoolSnapshot.Totals totals() {
		return get().totals();
	}

}
