package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.github.parallelpools.cluster.store.ClusterStoreContractTests;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** H2 in memory keeps the contract, for all that is in one JVM. */
class H2ClusterStoreTests extends ClusterStoreContractTests {

	private JdbcConnectionPool source;

	@BeforeEach
	void make() {
		this.source = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		JdbcClusterSchema.create(this.source, JdbcClusterSettings.DEFAULTS.tables());
	}

	@AfterEach
	void end() {
		TestDatabase.of(this.source).run("SHUTDOWN");
		this.source.dispose();
	}

	@Override
	protected ClusterStore open() {
		return JdbcClusterStore.open(this.source, JdbcClusterSettings.DEFAULTS);
	}

	@Override
	protected void pass(Duration time) {
		TestDatabase.of(this.source).pass(time);
	}

	/** Long, as no test waits for it: the clock is moved. */
	@Override
	protected Duration lease() {
		return Duration.ofMinutes(1);
	}

	@Override
	protected boolean joinsTransactions() {
		return true;
	}

}
