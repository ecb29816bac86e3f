package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.TaskOwner;
import io.github.parallelpools.pool.OvertimeSettings;

/**
 * One pool, for its tasks: hands on what they ask and tell to the part of the pool that
 * it is for.
 *
 * @param core has the clock, the settings and the deadlines
 * @param names spells out ids
 * @param mortal whether workers die, so that what a task was given may be needed again
 * @param cancellation ends what is cancelled
 */
record PoolOwner(PoolCore core, PoolNames names, boolean mortal, Cancellation cancellation) implements TaskOwner {

	@Override
	public String taskId(long number) {
		return this.names.task().apply(number);
	}

	@Override
	public boolean keepsPayload(Execution<?> task) {
		return this.mortal && !task.isLook();
	}

	@Override
	public Duration softLimit() {
		return this.core.settings.overtime().softLimit();
	}

	@Override
	public Optional<Instant> deadline(long startedNanos) {
		OvertimeSettings overtime = this.core.settings.overtime();
		if (!overtime.isLimited()) {
			return Optional.empty();
		}
		long left = startedNanos + overtime.limit().toNanos() - nanos();
		return Optional.of(Instant.now().plusNanos(left));
	}

	@Override
	public long nanos() {
		return this.core.nanos();
	}

	@Override
	public void waitingChanged(Execution<?> task) {
		if (!task.isWaiting()) {
			this.core.deadlines.watchFrom(task.countedNanos());
		}
	}

	@Override
	public boolean cancel(Execution<?> task, boolean mayInterrupt) {
		return this.cancellation.cancel(task, mayInterrupt);
	}

}
