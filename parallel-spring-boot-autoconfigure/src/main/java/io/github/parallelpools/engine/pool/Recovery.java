package io.github.parallelpools.engine.pool;

import java.util.ArrayDeque;

import io.github.parallelpools.engine.task.Totals;

/**
 * Measures how long tasks that wait have to do so until somebody takes the place of a
 * worker that was killed: from the kill to the first task of a worker that had none. What
 * waits for nobody is not measured. Not thread-safe: the pool's lock guards it.
 */
final class Recovery {

	/** So many kills at once are not told apart. */
	private static final int MOST = 10_000;

	private final Totals totals;

	/** When workers were killed in whose place nobody works yet. */
	private final ArrayDeque<Long> kills = new ArrayDeque<>();

	Recovery(Totals totals) {
		this.totals = totals;
	}

	/**
	 * A worker was killed.
	 * @param waiting whether there are tasks that wait
	 */
	void killed(long now, boolean waiting) {
		if (waiting && this.kills.size() < MOST) {
			this.kills.add(now);
		}
	}

	/** Whether somebody waits for a worker in the place of one that was killed. */
	boolean isUnderWay() {
		return !this.kills.isEmpty();
	}

	/** A worker begins with its first task. */
	void succeeded(long now) {
		Long killed = this.kills.poll();
		if (killed != null) {
			this.totals.recovered(now - killed);
		}
	}

	/** Nothing waits any more. */
	void quiet() {
		this.kills.clear();
	}

}
