package io.github.parallelpools.shadow;

import java.time.Duration;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A worker in the application that notes how long those tasks run which have a copy.
 */
final class ShadowingWorker implements Worker {

	private final Worker worker;

	ShadowingWorker(Worker worker) {
		this.worker = worker;
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		if (!(payload instanceof ShadowedWork shadowed)) {
			return this.worker.execute(payload, run);
		}
		long begin = System.nanoTime();
		TaskOutcome outcome = this.worker.execute(shadowed.payload(), run);
		shadowed.copy().ran(run.taskId(), System.nanoTime() - begin);
		return outcome;
	}

	@Override
	public OptionalLong pid() {
		return this.worker.pid();
	}

	@Override
	public boolean hasBegun() {
		return this.worker.hasBegun();
	}

	@Override
	public void abort() {
		this.worker.abort();
	}

	@Override
	public void interrupt() {
		this.worker.interrupt();
	}

	@Override
	public @Nullable String stack(Duration timeout) {
		return this.worker.stack(timeout);
	}

	@Override
	public void requestsChanged() {
		this.worker.requestsChanged();
	}

	@Override
	public boolean isAlive() {
		return this.worker.isAlive();
	}

	@Override
	public OptionalLong residentMemory() {
		return this.worker.residentMemory();
	}

	@Override
	public void close() {
		this.worker.close();
	}

	@Override
	public @Nullable String causeOfDeath() {
		return this.worker.causeOfDeath();
	}

}
