package io.github.parallelpools.autoconfigure;

import java.util.UUID;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;

import io.github.parallelpools.cluster.jdbc.JdbcClusterSchema;
import io.github.parallelpools.cluster.jdbc.JdbcClusterSettings;
import io.github.parallelpools.cluster.jdbc.JdbcClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** Standalone tasks of a cluster in H2. */
class H2ClusterTaskTests extends ClusterTaskContract {

	private final JdbcConnectionPool source = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	H2ClusterTaskTests() {
		JdbcClusterSchema.create(this.source, JdbcClusterSettings.DEFAULTS.tables());
	}

	@AfterEach
	void end() {
		this.source.dispose();
	}

	@Override
	ClusterStore open() {
		return JdbcClusterStore.open(this.source, JdbcClusterSettings.DEFAULTS);
	}

}
