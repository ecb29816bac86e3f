package io.github.parallelpools.engine.run;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.spi.GivenTask;

/**
 * One task that a worker was given before it was through with the one before. Made before
 * the task is taken out of the queue, so that no task is lost for want of memory. Guarded
 * by the monitor of its {@code Ahead}.
 */
public final class Assignment {

	private @Nullable Execution<?> task;

	private @Nullable GivenTask given;

	private long endedNanos;

	/** Where the task is put that is taken for it. */
	public Assignment put(Execution<?> taken) {
		this.task = taken;
		return this;
	}

	Execution<?> task() {
		return Objects.requireNonNull(this.task, "An assignment has a task");
	}

	/** How to wait for it, {@code null} if the worker was not given it yet. */
	@Nullable GivenTask given() {
		return this.given;
	}

	void given(GivenTask handle) {
		this.given = handle;
	}

	/** When its result arrived. */
	long endedNanos() {
		return this.endedNanos;
	}

	void ended(long now) {
		this.endedNanos = now;
	}

}
