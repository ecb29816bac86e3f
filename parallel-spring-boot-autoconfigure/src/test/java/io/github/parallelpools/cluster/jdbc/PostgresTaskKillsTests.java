package io.github.parallelpools.cluster.jdbc;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;
import io.github.parallelpools.cluster.kills.TaskKillsContractTests;

/** Instances whose standalone tasks share PostgreSQL are killed and stopped. */
class PostgresTaskKillsTests extends TaskKillsContractTests {

	@Override
	protected KillsContractTests.Server startServer() {
		return new KilledPostgres();
	}

	@Override
	protected StoreOpener opener() {
		return new PostgresKillsTests.Opener();
	}

}
