package io.github.parallelpools.engine.run;

import org.jspecify.annotations.Nullable;

/**
 * What the calling thread does for pools at this moment: it runs tasks of one, and as a
 * guest of another pool a task of that one within them, or it tells of the end of a task.
 * Whoever is on duty for a pool must not wait for it. Confined to its thread.
 */
public final class CallingThread {

	private static final ThreadLocal<@Nullable CallingThread> CURRENT = new ThreadLocal<>();

	private final Object pool;

	private final @Nullable Runner runner;

	private final @Nullable CallingThread outer;

	private CallingThread(Object pool, @Nullable Runner runner, @Nullable CallingThread outer) {
		this.pool = pool;
		this.runner = runner;
		this.outer = outer;
	}

	/** From now on, the calling thread runs tasks. */
	public static CallingThread running(Object pool, Runner runner) {
		return begin(new CallingThread(pool, runner, CURRENT.get()));
	}

	/** From now on, the calling thread tells of the end of a task that it did not run. */
	public static CallingThread telling(Object pool) {
		return begin(new CallingThread(pool, null, CURRENT.get()));
	}

	private static CallingThread begin(CallingThread duty) {
		CURRENT.set(duty);
		return duty;
	}

	public void end() {
		if (this.outer == null) {
			CURRENT.remove();
		}
		else {
			CURRENT.set(this.outer);
		}
	}

	/** Whether the calling thread runs a task of that pool or tells of its end. */
	public static boolean isRunningFor(Object pool) {
		return isOnDuty(pool, true);
	}

	/** As whom the calling thread runs a task of that pool or tells of its end. */
	public static @Nullable Runner runnerOf(Object pool) {
		for (CallingThread duty = CURRENT.get(); duty != null; duty = duty.outer) {
			if (duty.pool == pool && duty.runner != null) {
				return duty.runner;
			}
		}
		return null;
	}

	/** Whether there is an end that the calling thread is the one to tell of. */
	public static boolean isOnDutyFor(Object pool) {
		return isOnDuty(pool, false);
	}

	private static boolean isOnDuty(Object pool, boolean running) {
		for (CallingThread duty = CURRENT.get(); duty != null; duty = duty.outer) {
			if (duty.pool == pool && (duty.runner != null || !running)) {
				return true;
			}
		}
		return false;
	}

	/** Whether one of those that the thread runs tasks for, besides, is to end. */
	public boolean isOuterOrderedToEnd() {
		for (CallingThread duty = this.outer; duty != null; duty = duty.outer) {
			if (duty.runner != null && duty.runner.orders().abandonAt() != null) {
				return true;
			}
		}
		return false;
	}

}
