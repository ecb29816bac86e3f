package io.github.parallelpools.pool;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskProgress;

/**
 * One worker at one moment.
 *
 * @param id the worker's id
 * @param state what it does
 * @param pid its process, {@code null} if it has none of its own
 * @param startedAt when it was started
 * @param tasks how many tasks it has taken
 * @param task the task it runs, {@code null} if it runs none
 * @param residentMemory how many bytes of its process are resident, {@code null} if it
 * has none of its own, or the system does not tell
 */
public record WorkerSnapshot(String id, State state, @Nullable Long pid, Instant startedAt, long tasks,
		@Nullable RunningTask task, @Nullable Long residentMemory) {

	/**
	 * What a worker does.
	 */
	public enum State {

		/** It is on its way. */
		STARTING,

		/** It waits for a task. */
		IDLE,

		/** It runs a task or tells listeners of its end. */
		BUSY

	}

	/**
	 * A task that runs.
	 *
	 * @param id the task's id
	 * @param tag what it shares with tasks that belong to it, {@code null} for nothing
	 * @param running for how long it has run
	 * @param progress how far it has come, {@code null} if it has not told
	 */
	public record RunningTask(String id, @Nullable String tag, Duration running, @Nullable TaskProgress progress) {
	}

}
