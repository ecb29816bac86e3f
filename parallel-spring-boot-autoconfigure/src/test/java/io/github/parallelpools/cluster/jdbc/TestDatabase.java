package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What tests do with a database beside the store.
 *
 * @param jdbc the database
 */
record TestDatabase(JdbcTemplate jdbc) {

	static TestDatabase of(DataSource source) {
		return new TestDatabase(new JdbcTemplate(source));
	}

	void run(String... statements) {
		for (String statement : statements) {
			this.jdbc.execute(statement);
		}
	}

	/** Makes all that has a time that much older. */
	void pass(Duration time) {
		long millis = time.toMillis();
		run("UPDATE pp_node SET joined_at = joined_at - %1$d, lives_until = lives_until - %1$d".formatted(millis),
				"UPDATE pp_task SET submitted_at = submitted_at - %1$d, queued_at = queued_at - %1$d, expires_at = expires_at - %1$d, ended_at = ended_at - %1$d"
					.formatted(millis),
				"UPDATE pp_lock SET freed_at = freed_at - %d".formatted(millis));
	}

	void empty() {
		run("DELETE FROM pp_node", "DELETE FROM pp_task", "DELETE FROM pp_lock", "DELETE FROM pp_map",
				"DELETE FROM pp_desired");
	}

}
