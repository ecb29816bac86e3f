package io.github.parallelpools.cluster.redis;

import io.github.parallelpools.cluster.kills.KillsContractTests;

/** An empty Redis that loses nothing, which instances share that are killed. */
final class KilledRedis implements KillsContractTests.Server {

	private final RedisProcess server = RedisProcess.start("--appendfsync", "always");

	@Override
	public int port() {
		return this.server.port();
	}

	@Override
	public String address(int port) {
		return "" + port;
	}

	@Override
	public void kill() {
		this.server.kill();
	}

	@Override
	public void restart() {
		this.server.restart();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
