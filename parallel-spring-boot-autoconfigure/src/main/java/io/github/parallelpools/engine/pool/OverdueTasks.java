package io.github.parallelpools.engine.pool;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Supervisor;

/**
 * Ends tasks of one pool that have waited for too long, for one of the reasons for which
 * that may be. The supervisor only finds out that there are some; a helper thread takes
 * them out of the queue and tells of them, one by one. Telling is foreign code: if it
 * holds up that thread for a second, another one goes on.
 */
final class OverdueTasks implements Supervisor.Watched {

	private static final long HELD_UP = TimeUnit.SECONDS.toNanos(1);

	private final PoolCore core;

	private final LongUnaryOperator due;

	private final Supplier<@Nullable Execution<?>> removing;

	private final Executor helpers;

	private final Consumer<Execution<?>> telling;

	/** When a helper last took a task, or was called to. */
	private volatile long lastStep;

	/**
	 * Ends tasks of a pool.
	 * @param core the pool
	 * @param due tells when the first of them has waited for too long; asked under the
	 * pool's lock
	 * @param removing takes the first one out of the queue, its end decided, {@code null}
	 * if none has waited for too long
	 * @param helpers run foreign code
	 * @param telling tells of the end of a task, which is foreign code
	 */
	OverdueTasks(PoolCore core, LongUnaryOperator due, Supplier<@Nullable Execution<?>> removing, Executor helpers,
			Consumer<Execution<?>> telling) {
		this.core = core;
		this.due = due;
		this.removing = removing;
		this.helpers = helpers;
		this.telling = telling;
		this.lastStep = core.nanos() - HELD_UP;
	}

	@Override
	public long check(long now) {
		long first = due(now);
		if (first - now > 0) {
			return first;
		}
		if (now - this.lastStep >= HELD_UP) {
			this.lastStep = now;
			this.helpers.execute(this::endAll);
		}
		return this.lastStep + HELD_UP;
	}

	private long due(long now) {
		try (Held held = this.core.holdSilentlyBeside()) {
			return this.due.applyAsLong(now);
		}
	}

	private void endAll() {
		for (Execution<?> task; (task = this.removing.get()) != null;) {
			this.lastStep = this.core.nanos();
			this.telling.accept(task);
		}
		// The next one may be due before the supervisor would come by.
		this.lastStep = this.core.nanos() - HELD_UP;
		this.core.deadlines.watchUntil(due(this.core.nanos()));
	}

	@Override
	public String toString() {
		return "the waiting tasks of pool '" + this.core.name() + "'";
	}

}
