package io.github.parallelpools.engine.standalone;

import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Stands for a worker that could not start: whatever it executes fails because of that.
 *
 * @param why what the run fails with
 */
record UnableWorker(Throwable why) implements Worker {

	@Override
	public OptionalLong pid() {
		return OptionalLong.empty();
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		return new TaskOutcome.Failed(this.why);
	}

	@Override
	public void abort() {
	}

	@Override
	public boolean isAlive() {
		return true;
	}

	@Override
	public void close() {
	}

	@Override
	public @Nullable String causeOfDeath() {
		return null;
	}

}
