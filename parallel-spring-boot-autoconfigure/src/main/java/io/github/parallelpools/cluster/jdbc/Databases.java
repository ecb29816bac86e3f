package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/** Which database a DataSource is of, and whether it can be used. */
final class Databases {

	private static final Log logger = LogFactory.getLog(Databases.class);

	/** Older ones have no 'AS MATERIALIZED'. */
	private static final int OLDEST_POSTGRES = 12;

	/** Major and minor version. Older ones have no descending indexes. */
	private static final int OLDEST_MARIA = 1011;

	private static final String IN_MEMORY = "jdbc:h2:mem:";

	private Databases() {
	}

	/**
	 * The database's name as in the names of scripts.
	 * @throws IllegalStateException if it can't be used
	 */
	static String platform(DataSource source) {
		try (Connection connection = source.getConnection()) {
			String product = connection.getMetaData().getDatabaseProductName();
			return switch (product) {
				case "PostgreSQL" -> postgres(connection);
				case "MariaDB" -> maria(connection);
				case "H2" -> h2(connection);
				default -> throw new IllegalStateException(
						"The cluster's store 'jdbc' does not know %s; it knows PostgreSQL, MariaDB by its own driver, and H2 in memory for one JVM. Name a DataSource of one of these in 'parallel.cluster.jdbc.data-source-bean', or use another 'parallel.cluster.store'."
							.formatted(product));
			};
		}
		catch (SQLException ex) {
			throw unreachable(ex);
		}
	}

	/** The database's address, which is the same for all who are in it. */
	static String address(DataSource source) {
		try (Connection connection = source.getConnection()) {
			return String.valueOf(connection.getMetaData().getURL());
		}
		catch (SQLException ex) {
			throw unreachable(ex);
		}
	}

	private static String postgres(Connection connection) throws SQLException {
		try (Statement made = connection.createStatement(); ResultSet row = made.executeQuery("SELECT version()")) {
			row.next();
			String version = row.getString(1);
			if (!version.startsWith("PostgreSQL ")
					|| connection.getMetaData().getDatabaseMajorVersion() < OLDEST_POSTGRES) {
				throw new IllegalStateException(
						"The cluster's store 'jdbc' does not know '%s'; it needs PostgreSQL %s or newer. Name another DataSource in 'parallel.cluster.jdbc.data-source-bean', or use another 'parallel.cluster.store'."
							.formatted(version, OLDEST_POSTGRES));
			}
			return "postgresql";
		}
	}

	private static String maria(Connection connection) throws SQLException {
		DatabaseMetaData about = connection.getMetaData();
		int version = about.getDatabaseMajorVersion() * 100 + about.getDatabaseMinorVersion();
		if (version < OLDEST_MARIA) {
			throw new IllegalStateException(
					"The cluster's store 'jdbc' does not know MariaDB %s; it needs 10.11 or newer. Name another DataSource in 'parallel.cluster.jdbc.data-source-bean', or use another 'parallel.cluster.store'."
						.formatted(about.getDatabaseProductVersion()));
		}
		if (is(connection, "@@wsrep_on")) {
			throw new IllegalStateException(
					"The cluster's store 'jdbc' does not know MariaDB with Galera ('wsrep_on'), where several servers order the writes. Name a DataSource of one server in 'parallel.cluster.jdbc.data-source-bean', or use another 'parallel.cluster.store'.");
		}
		if (!is(connection, "@@innodb_flush_log_at_trx_commit = 1")) {
			logger.warn(
					"The cluster's database may lose the tasks of a second when its server crashes: set 'innodb_flush_log_at_trx_commit=1' there");
		}
		return "mariadb";
	}

	private static boolean is(Connection connection, String what) throws SQLException {
		try (Statement made = connection.createStatement();
				ResultSet row = made.executeQuery("SELECT CASE WHEN " + what + " THEN 1 ELSE 0 END")) {
			row.next();
			return row.getInt(1) == 1;
		}
	}

	private static String h2(Connection connection) throws SQLException {
		String address = String.valueOf(connection.getMetaData().getURL()).toLowerCase(Locale.ROOT);
		if (!address.startsWith(IN_MEMORY)) {
			throw new IllegalStateException(
					"The cluster's store 'jdbc' uses H2 in memory only, for one JVM, and not '%s': several JVMs that shared H2 have ended tasks twice. Use PostgreSQL for several instances, or an address as '%sname'."
						.formatted(address, IN_MEMORY));
		}
		if (address.length() == IN_MEMORY.length()) {
			throw new IllegalStateException(
					"The H2 database of the cluster's store 'jdbc' has no name, so that each connection has a database of its own. Give it one, as in '%sname'."
						.formatted(IN_MEMORY));
		}
		return "h2";
	}

	private static ClusterStoreException unreachable(SQLException ex) {
		return new ClusterStoreException(
				"The cluster's store 'jdbc' could not open a connection: %s. See that the database runs, and that the DataSource has connections left."
					.formatted(ex.getMessage()),
				ex);
	}

}
