package io.github.parallelpools.cluster.jdbc;

import io.github.parallelpools.cluster.kills.KillsContractTests;

/** PostgreSQL with an empty store, which instances share that are killed. */
final class KilledPostgres implements KillsContractTests.Server {

	private final PostgresServer server = PostgresServer.shared();

	KilledPostgres() {
		JdbcClusterSchema.create(this.server.source(), JdbcClusterSettings.DEFAULTS.tables());
		TestDatabase.of(this.server.source()).empty();
	}

	@Override
	public int port() {
		return this.server.port();
	}

	@Override
	public String address(int port) {
		return this.server.url().replace(":" + port() + "/", ":" + port + "/");
	}

	@Override
	public void kill() {
		this.server.kill();
	}

	@Override
	public void restart() {
		this.server.revive();
	}

	@Override
	public void close() {
	}

}
