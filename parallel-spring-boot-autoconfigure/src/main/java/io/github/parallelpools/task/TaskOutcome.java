package io.github.parallelpools.task;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a task ended. Exactly one is decided for every accepted task.
 */
public sealed interface TaskOutcome {

	/**
	 * The task returned.
	 *
	 * @param value what it returned
	 */
	record Succeeded(@Nullable Object value) implements TaskOutcome {
	}

	/**
	 * The task threw.
	 *
	 * @param error what it threw, or a {@link RemoteTaskError} where that can't travel
	 */
	record Failed(Throwable error) implements TaskOutcome {
	}

	/**
	 * The task was cancelled before or while it ran.
	 *
	 * @param reason by whom and why
	 */
	record Cancelled(String reason) implements TaskOutcome {
	}

	/**
	 * The task was ended because it ran for too long.
	 *
	 * @param limit how long it was allowed to run
	 * @param asked whether it ended by itself when it was asked to, before it was ended
	 * by force
	 */
	record Overtime(Duration limit, boolean asked) implements TaskOutcome {
	}

	/**
	 * The worker died, so nobody knows how far the task got.
	 *
	 * @param reason what is known about the death: exit code or signal, the last lines of
	 * output
	 * @param began whether the worker had begun with the task, as far as is known;
	 * {@code false} if it certainly had not
	 */
	record Died(String reason, boolean began) implements TaskOutcome {

		/**
		 * A worker died that may have begun with the task.
		 * @param reason what is known about the death
		 */
		public Died(String reason) {
			this(reason, true);
		}

	}

}
