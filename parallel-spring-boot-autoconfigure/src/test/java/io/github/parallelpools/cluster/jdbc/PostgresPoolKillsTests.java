package io.github.parallelpools.cluster.jdbc;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.PoolKillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;

/**
 * Instances whose pools share PostgreSQL are killed and cut off, and it is killed itself.
 */
class PostgresPoolKillsTests extends PoolKillsContractTests {

	@Override
	protected KillsContractTests.Server startServer() {
		return new KilledPostgres();
	}

	@Override
	protected StoreOpener opener() {
		return new PostgresKillsTests.Opener();
	}

}
