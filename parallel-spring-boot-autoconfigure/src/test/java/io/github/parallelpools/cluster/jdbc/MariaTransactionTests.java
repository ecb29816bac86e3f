package io.github.parallelpools.cluster.jdbc;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** MariaDB in an application with transactions. */
@Timeout(120)
class MariaTransactionTests implements JdbcTransactionContract, StandingStillContract {

	private static MariaServer server;

	@BeforeAll
	static void make() {
		server = MariaServer.shared();
		JdbcClusterSchema.create(server.source(), JdbcClusterSettings.DEFAULTS.tables());
	}

	@BeforeEach
	void empty() {
		TestDatabase.of(server.source()).empty();
	}

	@Override
	public DataSource database() {
		return server.source();
	}

	@Override
	public String sessionTime() {
		return "SELECT @@SESSION.idle_transaction_timeout";
	}

}
