package io.github.parallelpools.engine.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.github.parallelpools.spi.TaskIdentity;

/**
 * The pool of a task that comes from elsewhere and has its identity from there.
 *
 * @param pool what has accepted it here
 * @param identity what it is known by
 */
record ForeignTask(TaskOwner pool, TaskIdentity identity) implements TaskOwner {

	@Override
	public String taskId(long number) {
		return this.identity.id();
	}

	@Override
	public long fencingToken(int attempt) {
		return this.identity.token();
	}

	@Override
	public boolean keepsPayload(Execution<?> task) {
		return this.pool.keepsPayload(task);
	}

	@Override
	public Duration softLimit() {
		return this.pool.softLimit();
	}

	@Override
	public Optional<Instant> deadline(long startedNanos) {
		return this.pool.deadline(startedNanos);
	}

	@Override
	public long nanos() {
		return this.pool.nanos();
	}

	@Override
	public void waitingChanged(Execution<?> task) {
		this.pool.waitingChanged(task);
	}

	@Override
	public boolean cancel(Execution<?> task, boolean mayInterrupt) {
		return this.pool.cancel(task, mayInterrupt);
	}

}
