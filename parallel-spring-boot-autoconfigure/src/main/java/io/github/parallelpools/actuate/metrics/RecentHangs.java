package io.github.parallelpools.actuate.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.HangSnapshot;

/**
 * Where tasks hang, asked once for all meters of one scrape: each place has several, and
 * all are sorted for each answer. Safe for use by several threads.
 */
final class RecentHangs implements Supplier<HangSnapshot> {

	private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(10);

	private final Supplier<HangSnapshot> source;

	private volatile @Nullable Taken last;

	private record Taken(HangSnapshot snapshot, long at) {
	}

	RecentHangs(Supplier<HangSnapshot> source) {
		this.source = source;
	}

	@Override
	public HangSnapshot get() {
		Taken taken = this.last;
		long now = System.nanoTime();
		if (taken == null || now - taken.at() > LONGEST) {
			taken = new Taken(this.source.get(), now);
			this.last = taken;
		}
		return taken.snapshot();
	}

}
