package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.github.parallelpools.cluster.store.ClusterStoreContractTests;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** MariaDB keeps the contract; its notices are for this JVM only. */
class MariaClusterStoreTests extends ClusterStoreContractTests {

	private static MariaServer server;

	private static HikariDataSource source;

	/** The server has always been there, so that leases may be long and time may pass. */
	private String uptime = "1000000000";

	@BeforeAll
	static void make() {
		server = MariaServer.shared();
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
		return JdbcClusterStore.open(source, JdbcClusterSettings.DEFAULTS, new MariaDialect(this.uptime));
	}

	@Override
	protected void pass(Duration time) {
		TestDatabase.of(source).pass(time);
	}

	/** Short, as after a restart a whole lease is really waited for. */
	@Override
	protected Duration lease() {
		return Duration.ofSeconds(6);
	}

	@Override
	protected boolean restart() {
		this.uptime = MariaDialect.UPTIME;
		server.kill();
		server.revive();
		source.getHikariPoolMXBean().softEvictConnections();
		return true;
	}

	@Override
	protected boolean joinsTransactions() {
		return true;
	}

}
