package io.github.parallelpools.engine.pool;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.Supervisor;

/**
 * Ends the tasks of one pool that have waited for too long for a worker that does not
 * start. The supervisor only finds out that there are some; a helper thread takes them
 * out of the queue and tells of them, one by one. Telling is foreign code: if it holds up
 * that thread for a second, another one goes on.
 */
final class HopelessTasks implements Supervisor.Watched {

	private static final long HELD_UP = TimeUnit.SECONDS.toNanos(1);

	private final PoolCore core;

	private final StartFailureTimeout startFailures;

	private final Admission admission;

	private final Executor helpers;

	private final Consumer<Execution<?>> telling;

	/** When a helper last took a task, or was called to. */
	private volatile long lastStep;

	HopelessTasks(PoolCore core, Admission admission, Executor helpers, Consumer<Execution<?>> telling) {
		this.core = core;
		this.startFailures = core.startFailures;
		this.admission = admission;
		this.helpers = helpers;
		this.telling = telling;
		this.lastStep = core.nanos() - HELD_UP;
	}

	@Override
	public long check(long now) {
		long deadline = deadline(now);
		if (deadline - now > 0) {
			return deadline;
		}
		if (now - this.lastStep >= HELD_UP) {
			this.lastStep = now;
			this.helpers.execute(this::endAll);
		}
		return this.lastStep + HELD_UP;
	}

	private long deadline(long now) {
		try (Held held = this.core.holdSilentlyBeside()) {
			return this.startFailures.deadline(now);
		}
	}

	private void endAll() {
		for (Execution<?> task; (task = this.admission.removeHopeless()) != null;) {
			this.lastStep = this.core.nanos();
			this.telling.accept(task);
		}
		// The next one may be due before the supervisor would come by.
		this.lastStep = this.core.nanos() - HELD_UP;
		this.core.watchUntil(deadline(this.core.nanos()));
	}

	@Override
	public String toString() {
		return "the waiting tasks of pool '" + this.core.name() + "'";
	}

}
