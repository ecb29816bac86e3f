package io.github.parallelpools.engine.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Has tasks and does nothing with them. */
public final class QuietOwner implements TaskOwner {

	@Override
	public String taskId(long number) {
		return "task-" + number;
	}

	@Override
	public boolean keepsPayload(Execution<?> task) {
		return false;
	}

	@Override
	public Duration softLimit() {
		return Duration.ZERO;
	}

	@Override
	public Optional<Instant> deadline(long startedNanos) {
		return Optional.empty();
	}

	@Override
	public long nanos() {
		return 0;
	}

	@Override
	public void waitingChanged(Execution<?> task) {
	}

	@Override
	public boolean cancel(Execution<?> task, boolean mayInterrupt) {
		return false;
	}

}
