package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.github.parallelpools.cluster.store.ClusterStoreContractTests;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** PostgreSQL keeps the contract. */
class PostgresClusterStoreTests extends ClusterStoreContractTests {

	private static PostgresServer server;

	private static HikariDataSource source;

	/** The server has always been there, so that leases may be long and time may pass. */
	private String started = "CAST(0 AS BIGINT)";

	@BeforeAll
	static void make() {
		server = PostgresServer.shared();
		source = new HikariDataSource();
		source.setDataSource(server.source());
		JdbcClusterSchema.create(source, JdbcClusterSettings.DEFAULTS.tables());
	}

	@AfterAll
	static void close() {
		if (source != null) {
			source.close();
		}
	}

	@BeforeEach
	void empty() {
		TestDatabase.of(source).empty();
	}

	@Override
	protected ClusterStore open() {
		return JdbcClusterStore.open(source,
				new JdbcClusterSettings(JdbcClusterSettings.DEFAULTS.tables(), true, true, server.source()),
				new PostgresDialect(this.started));
	}

	@Override
	protected void pass(Duration time) {
		TestDatabase.of(source).pass(time);
	}

	@Override
	protected boolean cut(ClusterStore handle) {
		((JdbcClusterStore) handle).sever();
		return true;
	}

	/** Short, as after a restart a whole lease is really waited for. */
	@Override
	protected Duration lease() {
		return Duration.ofSeconds(6);
	}

	@Override
	protected boolean restart() {
		this.started = PostgresDialect.STARTED;
		server.kill();
		server.revive();
		source.getHikariPoolMXBean().softEvictConnections();
		return true;
	}

	@Override
	protected boolean joinsTransactions() {
		return true;
	}

	@Override
	protected boolean givesAtOnce() {
		return true;
	}

}
