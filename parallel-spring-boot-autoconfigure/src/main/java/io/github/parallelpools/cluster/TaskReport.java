package io.github.parallelpools.cluster;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.spi.ErrorText;

/**
 * What the store is to be told of the end of an execution of a standalone task: the end,
 * or once it has refused that for good, a failure that says so. If it refuses that, too,
 * it is told nothing more. Used by the thread that looks; whether it is given up is known
 * to all.
 */
final class TaskReport {

	private static final System.Logger logger = System.getLogger(TaskReport.class.getName());

	private final TaskSettings settings;

	private final OutcomePayload outcomes;

	private final TaskExecution.End end;

	private byte[] bytes;

	private Refusals refusals = new Refusals();

	private boolean replaced;

	private volatile boolean givenUp;

	TaskReport(TaskSettings settings, OutcomePayload outcomes, TaskExecution.End end) {
		this.settings = settings;
		this.outcomes = outcomes;
		this.end = end;
		this.bytes = outcomes.encode(end.outcome(), end.result()).bytes();
	}

	/** The outcome, encoded. */
	byte[] bytes() {
		return this.bytes;
	}

	/** Whether the store is told nothing more. */
	boolean isGivenUp() {
		return this.givenUp;
	}

	/**
	 * The store has refused it.
	 * @param reason what the store has said
	 * @param renewals how many renewals of this instance have succeeded
	 * @return what to say of that, {@code null} if that is not for good
	 */
	@Nullable Refusal refused(RuntimeException reason, long renewals) {
		if (!this.refusals.isForGood(reason, renewals)) {
			return null;
		}
		String said = ErrorText.of(reason).summary();
		if (this.replaced) {
			this.givenUp = true;
			logger.log(System.Logger.Level.ERROR,
					"The store of the cluster refuses whatever it is told of the end of %s, while it takes other writes: %s. It is told nothing more; the task is begun anew when this instance has left."
						.formatted(this.settings.title(), said));
			return new Refusal(said, false);
		}
		this.replaced = true;
		this.refusals = new Refusals();
		this.bytes = this.outcomes.refused(this.end.result().code(), said, this.end.result().times()).bytes();
		logger.log(System.Logger.Level.ERROR,
				"The store of the cluster has refused the end of %s again and again, while it took other writes: %s. It is told a failure instead."
					.formatted(this.settings.title(), said));
		return new Refusal(said, true);
	}

	/**
	 * An end was refused for good.
	 *
	 * @param said what the store has said
	 * @param replaced whether a failure is told in its place
	 */
	record Refusal(String said, boolean replaced) {
	}

}
