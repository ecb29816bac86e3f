package io.github.parallelpools.cluster.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** Instances that share MariaDB are killed, and it is killed itself. */
class MariaKillsTests extends KillsContractTests {

	@Override
	protected Server startServer() {
		MariaServer server = MariaServer.shared();
		JdbcClusterSchema.create(server.source(), JdbcClusterSettings.DEFAULTS.tables());
		TestDatabase.of(server.source()).empty();
		return new Server() {

			@Override
			public int port() {
				return server.port();
			}

			@Override
			public String address(int port) {
				return server.url().replace(":" + port() + "/", ":" + port + "/");
			}

			@Override
			public void kill() {
				server.kill();
			}

			@Override
			public void restart() {
				server.revive();
			}

			@Override
			public void close() {
			}

		};
	}

	@Override
	protected StoreOpener opener() {
		return new Opener();
	}

	/** Opens a store as an application does. */
	public static final class Opener implements StoreOpener {

		@Override
		public ClusterStore open(String address) {
			HikariDataSource source = new HikariDataSource();
			source.setJdbcUrl(address + "&socketTimeout=3000");
			source.setMaximumPoolSize(6);
			source.setConnectionTimeout(2000);
			return JdbcClusterStore.open(source, JdbcClusterSettings.DEFAULTS);
		}

	}

}
