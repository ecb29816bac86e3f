package io.github.parallelpools.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskProgress;

/**
 * One run of a standalone task at one moment.
 *
 * @param id the task's id
 * @param name the task's name
 * @param kind what it runs on
 * @param state what it does
 * @param worker the worker that runs it
 * @param pid its process, {@code null} if it has none of its own
 * @param progress how far it has come, {@code null} if it has not told
 * @param running for how long it has run, pauses included; zero until it does
 */
public record TaskSnapshot(String id, String name, WorkerKind kind, State state, String worker, @Nullable Long pid,
		@Nullable TaskProgress progress, Duration running) {

	/**
	 * What a run does.
	 */
	public enum State {

		/** Its worker is on its way, or waits for the lock that the task needs. */
		STARTING,

		/** It runs. */
		RUNNING,

		/** It waits at a checkpoint. */
		PAUSED,

		/** It was asked to stop and runs on. */
		STOPPING,

		/** It has ended, and its result is being told. */
		ENDED,

		/**
		 * It was ended, but its thread ignores that and goes on, though nobody waits for
		 * it any more.
		 */
		ABANDONED

	}

	/**
	 * The run in words.
	 * @return as in {@code runs for 812 ms on worker sum-t1 (process 4711), 40% done}
	 */
	public String describe() {
		String what = switch (this.state) {
			case STARTING -> "its worker is starting, or waits for its lock";
			case RUNNING -> "it runs";
			case PAUSED -> "it is paused at a checkpoint";
			case STOPPING -> "it was asked to stop and has come to no checkpoint";
			case ENDED -> "it has ended and its callback is being told";
			case ABANDONED -> "it was abandoned";
		};
		return what + ", for %s ms so far, on worker %s".formatted(this.running.toMillis(), this.worker)
				+ ((this.pid != null) ? " (process %s)".formatted(this.pid) : "")
				+ ((this.progress != null) ? ", progress " + this.progress : "");
	}

}
