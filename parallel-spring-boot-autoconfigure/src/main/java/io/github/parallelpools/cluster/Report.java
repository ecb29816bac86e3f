package io.github.parallelpools.cluster;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterOutcome;

/**
 * What the store is to be told of a task that this instance has claimed.
 *
 * @param task the task
 * @param outcome how it ended, {@code null} if it is given back
 * @param counted whether the attempt counts, if it is given back
 * @param refusals how often the store has refused it
 * @param replaced whether it stands for an end that was refused for good
 */
record Report(ClaimedTask task, @Nullable ClusterOutcome outcome, boolean counted, Refusals refusals,
		boolean replaced) {

	/** The task has ended. */
	static Report ended(ClaimedTask task, ClusterOutcome outcome) {
		return new Report(task, outcome, false, new Refusals(), false);
	}

	/** The task is left to whoever claims it next. */
	static Report givenBack(ClaimedTask task, boolean counted) {
		return new Report(task, null, counted, new Refusals(), false);
	}

	/** The store is told a failure instead of an end that it refuses for good. */
	Report replacedBy(ClusterOutcome failure) {
		return new Report(this.task, failure, false, new Refusals(), true);
	}

}
