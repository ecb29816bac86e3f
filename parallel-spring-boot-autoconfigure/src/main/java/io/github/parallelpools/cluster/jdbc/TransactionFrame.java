package io.github.parallelpools.cluster.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * How the store's own transactions begin and end on a connection.
 *
 * @param isolation their isolation, of
 * {@link org.springframework.transaction.TransactionDefinition}
 * @param first the statement before all others, {@code null} for none
 * @param last the statement after the transaction, which leaves the session as it was;
 * {@code null} for none
 */
record TransactionFrame(int isolation, @Nullable String first, @Nullable String last) {

	/**
	 * How long the server waits within a transaction for the next statement before it
	 * rolls back and ends the connection, in seconds. They follow each other within
	 * milliseconds, unless the instance stands still or can't be reached; what it has
	 * locked until then others wait for.
	 */
	static final int MOST_SECONDS = 5;

}
