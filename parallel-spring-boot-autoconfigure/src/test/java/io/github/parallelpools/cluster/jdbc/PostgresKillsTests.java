package io.github.parallelpools.cluster.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import org.postgresql.ds.PGSimpleDataSource;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** Instances that share PostgreSQL are killed, and it is killed itself. */
class PostgresKillsTests extends KillsContractTests {

	@Override
	protected Server startServer() {
		return new KilledPostgres();
	}

	@Override
	protected StoreOpener opener() {
		return new Opener();
	}

	/** Opens a store as an application does. */
	public static final class Opener implements StoreOpener {

		@Override
		public ClusterStore open(String address) {
			PGSimpleDataSource listening = new PGSimpleDataSource();
			listening.setURL(address);
			HikariDataSource source = new HikariDataSource();
			source.setJdbcUrl(address + "&socketTimeout=3");
			source.setMaximumPoolSize(6);
			source.setConnectionTimeout(2000);
			return JdbcClusterStore.open(source,
					new JdbcClusterSettings(JdbcClusterSettings.DEFAULTS.tables(), true, true, listening));
		}

	}

}
