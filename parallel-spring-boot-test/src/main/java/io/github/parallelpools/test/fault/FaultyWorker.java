package io.github.parallelpools.test.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.task.TaskOutcome;

/**
 * A process that may meet a fault when it has sent a result.
 *
 * @param process the process
 */
record FaultyWorker(Worker process) implements Worker {

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		TaskOutcome outcome = this.process.execute(TrappedPayload.plain(payload), run);
		if (payload instanceof TrappedPayload trapped && outcome instanceof TaskOutcome.Succeeded
				&& (trapped.trap().each() || run.attempt() == 1)) {
			try {
				trapped.trap().fault().happenTo(this.process.pid().orElseThrow());
			}
			catch (IOException ex) {
				return new TaskOutcome.Failed(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return outcome;
	}

	@Override
	public OptionalLong pid() {
		return this.process.pid();
	}

	@Override
	public void surrender() {
		this.process.surrender();
	}

	@Override
	public boolean hasBegun() {
		return this.process.hasBegun();
	}

	@Override
	public void abort() {
		this.process.abort();
	}

	@Override
	public void interrupt() {
		this.process.interrupt();
	}

	@Override
	public @Nullable String stack(Duration timeout) {
		return this.process.stack(timeout);
	}

	@Override
	public void requestsChanged() {
		this.process.requestsChanged();
	}

	@Override
	public boolean isAlive() {
		return this.process.isAlive();
	}

	@Override
	public OptionalLong residentMemory() {
		return this.process.residentMemory();
	}

	@Override
	public void close() {
		this.process.close();
	}

	@Override
	public @Nullable String causeOfDeath() {
		return this.process.causeOfDeath();
	}

}
