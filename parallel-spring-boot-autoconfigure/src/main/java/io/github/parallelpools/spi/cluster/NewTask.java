package io.github.parallelpools.spi.cluster;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A task that is to be queued.
 *
 * @param id the task's id, never used before
 * @param pool the pool's name
 * @param submitter the id of the node that wants to know its outcome
 * @param priority higher ones run earlier
 * @param needs what a node must be able to do to claim it, as the name of a handler
 * @param payload what is to be done, which the store does not read
 * @param rules how long and how often it may be tried
 */
public record NewTask(String id, String pool, String submitter, int priority, String needs, byte[] payload,
		Rules rules) {

	/**
	 * How long and how often a task may be tried, and where it is written.
	 *
	 * @param maxAttempts how often it is claimed at most, 1 or more
	 * @param expires how long it may be queued, {@code null} for ever. One that is not
	 * claimed by then is never claimed; {@link ClusterStore#requeue} ends it
	 * @param tag by which tasks are cancelled together, {@code null} if there is none
	 * @param inTransaction whether it is written in the caller's transaction, so that it
	 * appears with all else that this commits. A store that has no part in transactions
	 * of the application refuses that with an {@link UnsupportedOperationException}
	 * @param onEnd who is to be told of its end by somebody, whatever becomes of the
	 * submitter; {@code null} if there is nobody
	 */
	public record Rules(int maxAttempts, @Nullable Duration expires, @Nullable String tag, boolean inTransaction,
			@Nullable String onEnd) {

		/**
		 * Rules of a task of whose end only its submitter wants to know.
		 * @param maxAttempts how often it is claimed at most, 1 or more
		 * @param expires how long it may be queued, {@code null} for ever
		 * @param tag by which tasks are cancelled together, {@code null} if there is none
		 * @param inTransaction whether it is written in the caller's transaction
		 */
		public Rules(int maxAttempts, @Nullable Duration expires, @Nullable String tag, boolean inTransaction) {
			this(maxAttempts, expires, tag, inTransaction, null);
		}

	}

}
