package io.github.parallelpools.cluster.jdbc;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * How a store uses its database.
 *
 * @param tables where its tables are
 * @param listen whether PostgreSQL tells of what happens, on a connection that is kept
 * for that
 * @param fastDeath whether others see on that connection that a node has died, before its
 * lease ends
 * @param straight opens that connection, and one on which the node renews its lease, so
 * that no pool counts them; {@code null} if only the DataSource of all others knows how
 */
public record JdbcClusterSettings(ClusterTables tables, boolean listen, boolean fastDeath,
		@Nullable DataSource straight) {

	/** What is used if nothing else is said. */
	public static final JdbcClusterSettings DEFAULTS = new JdbcClusterSettings(
			new ClusterTables(null, ClusterTables.PREFIX), true, true, null);

}
