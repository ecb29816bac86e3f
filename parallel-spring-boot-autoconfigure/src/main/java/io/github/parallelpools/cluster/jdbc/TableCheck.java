package io.github.parallelpools.cluster.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

import org.springframework.jdbc.BadSqlGrammarException;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Sees at the start that the tables are there, are those of this release, and may be
 * used: what is refused later on looks like an outage, and is asked for again and again.
 */
final class TableCheck {

	/** What statements use, of each table, the first of which is in its key. */
	private static final List<String> COLUMNS = List.of(
			"id, name, build, status, joined_at, lease_ms, lives_until, live_key FROM @node",
			"id, seq, pool, state, priority, needs, tag, on_end, submitter, owner, attempt, counted, max_attempts, submitted_at,"
					+ " queued_at, expires_after, expires_at, ended_at, cancelled, code, reason, payload, result FROM @task",
			"name, node, owner, token, freed_at FROM @lock", "map_name, map_key, content, version FROM @map",
			"pool, version, state FROM @desired");

	/** No row is like this, and so none is changed. */
	private static final String NONE = " WHERE 1 = 0";

	/** What PostgreSQL and H2 say of rights. */
	private static final Set<String> STATES = Set.of("42501", "90096");

	/** What MariaDB says of rights in tables, columns and sequences. */
	private static final Set<Integer> CODES = Set.of(1142, 1143);

	private final Database database;

	private final Dialect dialect;

	TableCheck(Database database, Dialect dialect) {
		this.database = database;
		this.dialect = dialect;
	}

	/**
	 * Looks.
	 * @throws IllegalStateException if something is missing; the message says what to do
	 */
	void require() {
		COLUMNS.forEach((columns) -> attempt(columns, () -> use(columns)));
		attempt("@token", () -> this.database.number("SELECT " + this.dialect.nextToken()));
	}

	private void use(String columns) {
		String table = columns.substring(columns.indexOf('@'));
		String names = columns.substring(0, columns.indexOf(" FROM"));
		String key = names.substring(0, names.indexOf(','));
		this.database.number("SELECT count(*) FROM (SELECT " + columns + NONE + ") c");
		this.database.update("INSERT INTO " + table + " (" + names + ") SELECT " + columns + NONE);
		this.database.update("UPDATE " + table + " SET " + key + " = " + key + NONE);
		this.database.update("DELETE FROM " + table + NONE);
	}

	private void attempt(String what, Runnable statement) {
		try {
			this.database.transaction("look for its tables", () -> {
				statement.run();
				return true;
			});
		}
		catch (ClusterStoreException ex) {
			if (isDenied(ex)) {
				throw new IllegalStateException(
						"The cluster's store 'jdbc' lacks rights in its database: %s. Grant the user of the DataSource SELECT, INSERT, UPDATE and DELETE in the tables %s, and the use of the sequence %s."
							.formatted(said(ex), this.database.tables(), this.database.tables().in("@token")),
						ex);
			}
			if (ex.getCause() instanceof BadSqlGrammarException) {
				throw new IllegalStateException(
						"The cluster's store 'jdbc' lacks tables, or they are not those of this release: %s. Have them made by 'parallel.cluster.jdbc.initialize-schema=always', or make them from the library's scripts for the database, Flyway or Liquibase; see its guide."
							.formatted(this.database.tables().in(what)),
						ex);
			}
			throw ex;
		}
	}

	private static boolean isDenied(ClusterStoreException failure) {
		SQLException said = Database.sql(failure);
		return said != null && (STATES.contains(said.getSQLState()) || CODES.contains(said.getErrorCode()));
	}

	private static String said(ClusterStoreException failure) {
		SQLException said = Database.sql(failure);
		return (said != null) ? String.valueOf(said.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ") : "";
	}

}
