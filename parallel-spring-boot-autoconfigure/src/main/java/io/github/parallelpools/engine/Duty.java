package io.github.parallelpools.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the calling thread does for pools at this moment: it runs tasks of one, and as a
 * guest of another pool a task of that one within them, or it tells of the end of a task.
 * Whoever is on duty for a pool must not wait for it. Confined to its thread.
 */
final class Duty {

	private static final ThreadLocal<@Nullable Duty> CURRENT = new ThreadLocal<>();

	private final PoolMonitor pool;

	private final @Nullable Runner runner;

	private final @Nullable Duty outer;

	private Duty(PoolMonitor pool, @Nullable Runner runner, @Nullable Duty outer) {
		this.pool = pool;
		this.runner = runner;
		this.outer = outer;
	}

	/** From now on, the calling thread runs tasks. */
	static Duty running(PoolMonitor pool, Runner runner) {
		return begin(new Duty(pool, runner, CURRENT.get()));
	}

	/** From now on, the calling thread tells of the end of a task that it did not run. */
	static Duty telling(PoolMonitor pool) {
		return begin(new Duty(pool, null, CURRENT.get()));
	}

	private static Duty begin(Duty duty) {
		CURRENT.set(duty);
		return duty;
	}

	void end() {
		if (this.outer == null) {
			CURRENT.remove();
		}
		else {
			CURRENT.set(this.outer);
		}
	}

	/** Whether the calling thread runs a task of that pool or tells of its end. */
	static boolean isRunningFor(PoolMonitor pool) {
		return isOnDuty(pool, true);
	}

	/** As whom the calling thread runs a task of that pool or tells of its end. */
	static @Nullable Runner runnerOf(PoolMonitor pool) {
		for (Duty duty = CURRENT.get(); duty != null; duty = duty.outer) {
			if (duty.pool == pool && duty.runner != null) {
				return duty.runner;
			}
		}
		return null;
	}

	/** Whether there is an end that the calling thread is the one to tell of. */
	static boolean isOnDutyFor(PoolMonitor pool) {
		return isOnDuty(pool, false);
	}

	private static boolean isOnDuty(PoolMonitor pool, boolean running) {
		for (Duty duty = CURRENT.get(); duty != null; duty = duty.outer) {
			if (duty.pool == pool && (duty.runner != null || !running)) {
				return true;
			}
		}
		return false;
	}

	/** Whether one of those that the thread runs tasks for, besides, is to end. */
	boolean isOuterOrderedToEnd() {
		for (Duty duty = this.outer; duty != null; duty = duty.outer) {
			if (duty.runner != null && duty.runner.orders.abandonAt() != null) {
				return true;
			}
		}
		return false;
	}

}
