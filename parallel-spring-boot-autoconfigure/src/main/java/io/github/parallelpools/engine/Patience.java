package io.github.parallelpools.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.parallelpools.task.TaskOutcome;

/**
 * For what must happen though the memory of the application has run out: it is tried
 * again until there is some. Allocates nothing.
 */
final class Patience {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final TaskOutcome NO_MEMORY = new TaskOutcome.Failed(
			new OutOfMemoryError("The memory of the application was exhausted"));

	private Patience() {
	}

	/** Waits for a moment before the next try. */
	static void pause() {
		LockSupport.parkNanos(PAUSE_NANOS);
	}

	/** The outcome of a task that threw something, perhaps because memory is short. */
	static TaskOutcome failed(Throwable error) {
		try {
			return new TaskOutcome.Failed(error);
		}
		catch (OutOfMemoryError ex) {
			return NO_MEMORY;
		}
	}

}
