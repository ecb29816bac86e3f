package io.github.parallelpools.test;

import java.util.function.ToLongFunction;

import org.assertj.core.api.AbstractAssert;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;

/**
 * Assertions about a pool's accounts. Each looks once and does not wait: the accounts are
 * exact when the pool is quiet, as after {@link ParallelPool#join(java.time.Duration)}.
 * Each throws an {@link AssertionError} that names the pool and all of its accounts.
 */
public final class PoolAssert extends AbstractAssert<PoolAssert, ParallelPool> {

	PoolAssert(ParallelPool pool) {
		super(pool, PoolAssert.class);
	}

	/**
	 * The pool has accepted so many tasks since it was made.
	 * @param tasks how many
	 * @return these assertions
	 */
	public PoolAssert hasAccepted(long tasks) {
		return has(tasks, "accepted", PoolSnapshot.Totals::submitted);
	}

	/**
	 * So many tasks have ended well, with {@code 00000}.
	 * @param tasks how many
	 * @return these assertions
	 */
	public PoolAssert hasCompleted(long tasks) {
		return has(tasks, "completed", PoolSnapshot.Totals::completed);
	}

	/**
	 * So many tasks have failed: with {@code 21399}, {@code 21005} or {@code 31399}.
	 * @param tasks how many
	 * @return these assertions
	 */
	public PoolAssert hasFailed(long tasks) {
		return has(tasks, "failed", PoolSnapshot.Totals::failed);
	}

	/**
	 * So many tasks were cancelled, with {@code 21004}.
	 * @param tasks how many
	 * @return these assertions
	 */
	public PoolAssert hasCancelled(long tasks) {
		return has(tasks, "cancelled", PoolSnapshot.Totals::cancelled);
	}

	/**
	 * So many tasks were not accepted.
	 * @param tasks how many
	 * @return these assertions
	 */
	public PoolAssert hasRejected(long tasks) {
		return has(tasks, "rejected", PoolSnapshot.Totals::rejected);
	}

	/**
	 * So many workers died by themselves.
	 * @param workers how many
	 * @return these assertions
	 */
	public PoolAssert hasCrashedWorkers(long workers) {
		return has(workers, "crashed workers", (totals) -> totals.workers().crashed());
	}

	/**
	 * Every accepted task has ended, and is counted once: nothing is queued, and
	 * completed, failed and cancelled tasks together are those that were accepted.
	 * @return these assertions
	 */
	public PoolAssert isBalanced() {
		PoolSnapshot snapshot = snapshot();
		PoolSnapshot.Totals totals = snapshot.totals();
		long ended = totals.completed() + totals.failed() + totals.cancelled();
		if (snapshot.queue().size() != 0 || totals.submitted() != ended) {
			failWithMessage("Expected that every task of pool '%s' has ended and is counted once, but %s",
					snapshot.name(), accounts(snapshot));
		}
		return this;
	}

	/**
	 * The pool is in a state.
	 * @param state the state
	 * @return these assertions
	 */
	public PoolAssert isIn(PoolState state) {
		PoolSnapshot snapshot = snapshot();
		if (snapshot.state() != state) {
			failWithMessage("Expected pool '%s' to be %s, but it is %s", snapshot.name(), state, snapshot.state());
		}
		return this;
	}

	/**
	 * No task is among the dead letters.
	 * @return these assertions
	 */
	public PoolAssert hasNoDeadLetters() {
		isNotNull();
		if (!this.actual.deadLetters().isEmpty()) {
			failWithMessage("Expected pool '%s' to have no dead letters, but it has %s", this.actual.name(),
					this.actual.deadLetters());
		}
		return this;
	}

	private PoolAssert has(long expected, String what, ToLongFunction<PoolSnapshot.Totals> count) {
		PoolSnapshot snapshot = snapshot();
		long found = count.applyAsLong(snapshot.totals());
		if (found != expected) {
			failWithMessage("Expected pool '%s' to have %s %s, but there are %s: %s", snapshot.name(), expected, what,
					found, accounts(snapshot));
		}
		return this;
	}

	private PoolSnapshot snapshot() {
		isNotNull();
		return this.actual.snapshot();
	}

	private static String accounts(PoolSnapshot snapshot) {
		PoolSnapshot.Totals totals = snapshot.totals();
		return "%s accepted, %s completed, %s failed, %s cancelled, %s rejected, %s queued".formatted(
				totals.submitted(), totals.completed(), totals.failed(), totals.cancelled(), totals.rejected(),
				snapshot.queue().size());
	}

}
