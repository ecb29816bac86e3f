package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Rows of locks go once nobody has them, however their holders have ended. */
class LockRowsTests {

	@Test
	void noneIsLeftOfNodesThatDied() {
		DataSource memory = new SimpleDriverDataSource(new org.h2.Driver(),
				"jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		for (DataSource source : new DataSource[] { memory, PostgresServer.shared().source(),
				MariaServer.shared().source() }) {
			noneIsLeft(source);
		}
	}

	private static void noneIsLeft(DataSource source) {
		ClusterTables tables = new ClusterTables(null, "rows_");
		JdbcClusterSchema.create(source, tables);
		JdbcTemplate direct = new JdbcTemplate(source);
		try (ClusterStore store = JdbcClusterStore.open(source, new JdbcClusterSettings(tables, false, false, null))) {
			for (String node : new String[] { "dies", "lives" }) {
				store.join(new ClusterNode(node, node, "build", "{}"), Duration.ofHours(1));
				for (int i = 0; i < 3; i++) {
					assertThat(store.tryLock(node, node + i, "me")).isPresent();
				}
			}
			direct.update("DELETE FROM rows_node WHERE id = 'dies'");
			assertThat(store.unlock("lives", "lives0", token(direct, "lives0"))).isTrue();
			store.expire(Duration.ofHours(1));
			assertThat(direct.queryForList("SELECT name FROM rows_lock ORDER BY name", String.class))
				.containsExactly("lives0", "lives1", "lives2");
			assertThat(store.locks()).hasSize(2);
			assertThat(store.tryLock("lives", "dies0", "me")).isPresent();
		}
		finally {
			direct.update("DELETE FROM rows_node");
			direct.update("DELETE FROM rows_lock");
		}
	}

	private static long token(JdbcTemplate direct, String lock) {
		return direct.queryForObject("SELECT token FROM rows_lock WHERE name = ?", Long.class, lock);
	}

}
